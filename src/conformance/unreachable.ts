/** Nobody answers at an address, or not in time. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** Why something failed, in the words of the innermost error. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return causeOf(error.cause)
  // A name with several addresses fails with one error each.
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0])
  return error.message
}
