/**
 * Arguments in which no id of a connection or a node is taken for an option: one in 64 begins with a hyphen. A space ahead
 * of it is no part of any id, and is taken off again where the id is read.
 */
export const withIdsAsOperands = (args: readonly string[]): string[] =>
  args.map((arg, at) =>
    /^-[\w-]{14}=$/.test(arg) || (args[at - 1] === 'drain' && /^-[\w-]{3}$/.test(arg)) ? ` ${arg}` : arg,
  )
