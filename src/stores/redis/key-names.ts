/**
 * Names of keys and channels. What is between the braces decides which server of a cluster has them (Redis cluster
 * specification, "hash tags"), so it must have no brace of its own and must not be empty.
 */
export function keyNames(prefix: string): (kind: string, id: string) => string {
  return (kind, id) => `${prefix}:${kind}:{${escapeId(id)}}`
}

/** Braces, `%`, and halves of characters that no UTF-8 can say. */
const special = /[{}%]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
/** Most ids need no escape, and a test is cheaper than a replacement. */
const plain = /^[\w:*./-]+$/

function escapeId(id: string): string {
  if (plain.test(id)) return id
  if (id === '') return '%'
  return id.replaceAll(special, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
