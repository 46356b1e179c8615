// @ts-check

/** In both, whoever has a token may do everything. They differ in what is kept. */
const open = { join: 'guest', publish: 'guest', history: 'guest', presence: 'guest' }
const day = 24 * 60 * 60_000

/** As by default, but with rates that nothing here comes near, and many connections of the one guest that the load is. */
export const hubOptions = {
  namespaces: {
    room: { ...open, retention: { events: 300, ageMs: day } },
    live: { ...open, retention: { events: 0, ageMs: 0 } },
  },
  limits: {
    publishBytes: 16 * 1024,
    channels: 32,
    requestsPerSecond: 1e6,
    burst: 1e6,
    outboundBytes: 1024 * 1024,
    entities: 100,
    connections: 1e6,
  },
}
