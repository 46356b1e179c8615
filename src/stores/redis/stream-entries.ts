/** An entry of a topic's log. */
export interface Entry {
  readonly id: string
  readonly payload: Buffer
}

/** What `XRANGE` and `XREVRANGE` answer, of streams whose entries have one field. Throws for anything else. */
export function asEntries(reply: unknown): readonly Entry[] {
  if (!Array.isArray(reply)) throw new TypeError('Redis did not answer with entries of a stream')
  return reply.map((entry: unknown) => {
    if (!Array.isArray(entry) || !Array.isArray(entry[1]))
      throw new TypeError('an entry of a stream has another shape')
    const payload: unknown = entry[1][1]
    return {
      id: String(entry[0]),
      payload: Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload)),
    }
  })
}
