/**
 * Arguments in which no connectionId is taken for an option: one in 64 begins with a hyphen. A space ahead of it is no
 * part of any id, and is taken off again where the id is read.
 */
export const withIdsAsOperands = (args: readonly string[]): string[] =>
  args.map((arg) => (/^-[\w-]{14}=$/.test(arg) ? ` ${arg}` : arg))
