/** What clients of the hub may ask for, unless it is configured otherwise. All of it is told in `hello`. */
export const hubLimits = {
  /** Bytes of UTF-8 in the `data` of a publish, as it was sent. */
  publishBytes: 16 * 1024,
  /** Channels that a connection may be in. */
  channels: 32,
  /** Requests of a connection: a second on average, and at once. */
  requestsPerSecond: 20,
  burst: 40,
  /** Bytes that may wait for a client that reads slowly. */
  outboundBytes: 1024 * 1024,
  /** Entities that a connection may be subscribed to. */
  entities: 100,
  /** Connections of one user to one server. */
  connections: 200,
} as const

export type HubLimits = { readonly [Name in keyof typeof hubLimits]: number }

/** Characters of an `id` and of a `key`. */
export const maxIdLength = 36
export const maxKeyLength = 64
export const maxChannelLength = 128
export const maxNameLength = 64
/** Events in one answer of `history`. */
export const maxHistoryLimit = 100
/** Above so many members, joins and leaves are not told to all, and members are not listed in the answer of `join`. */
export const dampedMembers = 100
/** Bytes of a frame, so that API Gateway can carry it. */
export const maxFrameBytes = 32_768
/** How long a `key` is remembered at least. */
export const keyMs = 300_000
/** Presence: how long a member is here without a sign of life, and after its connection was closed. */
export const leaseMs = 60_000
export const graceMs = 15_000
/** How often a client that has nothing to say says `ping`. */
export const heartbeatMs = 25_000
/** So long before its token ends a client is told, and so long after that it may still send a new one. */
export const expiringMs = 60_000
export const expiredGraceMs = 25_000
