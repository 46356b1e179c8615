/**
 * Close codes that the server sends (RFC 6455 section 7.4.1). PROTOCOL.md lists the same ones, and a test
 * compares the two.
 */
export const closeCodes = {
  /** Ended by somebody who may, with a DELETE of the connection. */
  normal: 1000,
  /** The server is draining, or the connection was idle or open for too long. Reconnect. */
  goingAway: 1001,
  /** A binary frame on an API that takes text only. */
  unsupportedData: 1003,
  /** Bytes in a text frame that are not UTF-8. */
  invalidText: 1007,
  /** Refused by an authorizer after the upgrade, or far over the rate limit for long. */
  policyViolation: 1008,
  /** A frame or a message over the API's limit. */
  tooBig: 1009,
  /** The fleet had lost the connection's node for a while, and has told that the connection is gone. Reconnect. */
  serviceRestart: 1012,
  /** The client read too slowly and its outbound queue went over the byte budget, or the fleet was away. Reconnect. */
  tryAgainLater: 1013,
} as const

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes]
