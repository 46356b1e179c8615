/**
 * Why the hub ends a connection, and the close code that says so: 4000 to 4099 do not reconnect, 4100 to 4199 reconnect
 * with back-off, 4200 to 4299 reconnect now. PROTOCOL.md lists the same ones, and a test compares the two.
 */
export const hubCloses = {
  /** Somebody who may has ended the connection, or the right to it. */
  revoked: 4000,
  /** A frame that is none: too large, binary, or not UTF-8. */
  bad_request: 4001,
  /** The user has as many connections as one may have. */
  too_many_connections: 4002,
  /** Far over the rate for long. */
  too_many_requests: 4100,
  /** The client reads too slowly. */
  slow: 4101,
  /** The token has ended, and no new one was sent. Reconnect with a new one. */
  expired: 4102,
  /** What the server leans on is away. */
  unavailable: 4103,
  /** The server drains, or its fleet had lost sight of it. */
  shutdown: 4200,
  /** The connection is as old as one may become. */
  rotate: 4201,
} as const

export type HubCloseReason = keyof typeof hubCloses
