import { dayAfter } from './day.ts'
import { json, number, textOf, there } from './item.ts'
import { keyPart } from './key-part.ts'
import type { DynamoTable } from './table.ts'

/** What a connection's row calls topics by, for names that are too long for it: they are in rows of their own. */
const isHash = (part: string): boolean => part.startsWith('%h')

const nameKey = (pk: string, part: string) => ({ pk, sk: `topic#${part}` })

/**
 * Keep the name of a topic that a connection is about to join, where its row will not have it. Before the join, so that
 * whoever sees that finds the name; it stays when the topic is left, because it may be joined again just then.
 */
export async function keepName(table: DynamoTable, pk: string, topic: string): Promise<void> {
  const part = keyPart(topic)
  if (!isHash(part)) return
  const ttl = dayAfter(table.clock.now())
  await table.put(nameKey(pk, part), { name: json(topic), ttl: number(ttl) })
}

/** The topic that a connection's row calls so. */
export async function nameOf(table: DynamoTable, pk: string, part: string): Promise<string> {
  if (!isHash(part)) return part.replace(/%23|%25/g, decodeURIComponent)
  return there(textOf((await table.get(nameKey(pk, part)))?.name), 'name')
}

/** Forget the name, for a connection that is in nothing any more. */
export async function forgetName(table: DynamoTable, pk: string, part: string): Promise<void> {
  if (isHash(part)) await table.remove(nameKey(pk, part))
}
