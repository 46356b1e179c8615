/**
 * One join of a connection: how many it had made before, times 16, and the bits of the level that its membership is in. A later
 * one is greater, so of a join and a leave at the same time the later one stays.
 */
export type Ticket = number

/** From one join to the next. More than there can be bits. */
export const stride = 16

export const bitsOf = (ticket: Ticket): number => ticket % stride
