/** How a connection, or the attempt at one, came to its end. */
export type End =
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string; readonly isOwn: boolean }
  | { readonly kind: 'refused'; readonly status: number; readonly body: string }
  /** `isUnreachable`: nobody answered at all. */
  | { readonly kind: 'failed'; readonly reason: string; readonly isUnreachable: boolean }

/** Where somebody sees what happens on a connection. */
export interface View {
  /** `address` is without the query: tokens are in it. */
  opened(address: string, subprotocol: string): void
  text(frame: string): void
  binary(frame: Buffer): void
  /** A pong came so long after its ping. */
  pong(milliseconds: number): void
  /** Something is wrong that does not end the connection. */
  warning(sentence: string): void
  ended(end: End): void
}

/** What scripts get as exit status: 0 when the end is one that somebody wanted, or nobody has to look at. */
export function exitCodeOf(end: End): number {
  return end.kind === 'closed' && (end.isOwn || [1000, 1001, 1005].includes(end.code)) ? 0 : 1
}
