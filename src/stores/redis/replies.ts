/** What Redis answered, as what the command or script is known to answer. Anything else is a bug, and throws a `TypeError`. */

export function textOf(reply: unknown): string {
  if (typeof reply === 'string') return reply
  throw unexpected('a text', reply)
}

/** `undefined` for a key, field or member that is not there. */
export function maybeTextOf(reply: unknown): string | undefined {
  return reply === null ? undefined : textOf(reply)
}

export function textsOf(reply: unknown): readonly string[] {
  if (Array.isArray(reply)) return reply.map(textOf)
  throw unexpected('a list of texts', reply)
}

export function numberOf(reply: unknown): number {
  if (typeof reply === 'number') return reply
  throw unexpected('a number', reply)
}

/** Texts that came as bytes, and numbers as texts. */
export function bytesAsTextsOf(reply: unknown): readonly string[] {
  if (!Array.isArray(reply)) throw unexpected('a list of texts', reply)
  return reply.map((part: unknown) => {
    if (Buffer.isBuffer(part)) return part.toString()
    return typeof part === 'number' ? `${part}` : textOf(part)
  })
}

/** A map of texts. That of a key that is not there is empty. */
export function textMapOf(reply: unknown): ReadonlyMap<string, string> {
  if (!(reply instanceof Map)) throw unexpected('a map of texts', reply)
  return new Map([...reply].map(([name, value]) => [textOf(name), textOf(value)]))
}

/** Says what kind of value came, and never the value: it may be what nobody should read. */
function unexpected(wanted: string, reply: unknown): TypeError {
  const got = reply === null ? 'nothing' : Array.isArray(reply) ? 'a list' : `a ${kindOf(reply)}`
  return new TypeError(`Redis answered with ${got} where ${wanted} was expected`)
}

function kindOf(reply: unknown): string {
  if (reply instanceof Map) return 'map'
  if (reply instanceof Uint8Array) return 'buffer'
  return typeof reply
}
