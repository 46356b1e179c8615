import { isRecord, listOf, numberOf, parseJson, textOf } from '../shared/record.ts'
import type { Shelf } from './kept.ts'
import type { Outgoing, Room } from './room.ts'

/** Own texts that the hub has not confirmed. Said again with their keys, they are published once. */
export type Unsent = ReadonlyMap<string, readonly Outgoing[]>

/** What a tab had not sent when it was left. */
export function readUnsent(shelf: Shelf, userId: string): Unsent {
  const kept = listOf(parseJson(shelf.read(shelfName(userId)) ?? ''), roomOf)
  return new Map(kept)
}

export function writeUnsent(shelf: Shelf, userId: string, rooms: readonly Room[]): void {
  const kept = rooms.flatMap(({ name, outgoing }) => {
    const unsent = outgoing.filter(({ delivery }) => delivery.state !== 'sent')
    return unsent.length === 0 ? [] : [{ name, unsent }]
  })
  shelf.write(shelfName(userId), kept.length === 0 ? undefined : JSON.stringify(kept))
}

export function forgetUnsent(shelf: Shelf, userId: string): void {
  shelf.write(shelfName(userId), undefined)
}

const shelfName = (userId: string): string => `stoa.unsent.${userId}`

function roomOf(value: unknown): [string, Outgoing[]] | undefined {
  if (!isRecord(value)) return undefined
  const name = textOf(value, 'name')
  return name === undefined ? undefined : [name, listOf(value.unsent, outgoingOf)]
}

function outgoingOf(value: unknown): Outgoing | undefined {
  if (!isRecord(value)) return undefined
  const key = textOf(value, 'key')
  const text = textOf(value, 'text')
  const at = numberOf(value, 'at')
  if (key === undefined || text === undefined || at === undefined) return undefined
  return { key, text, at, delivery: deliveryOf(value.delivery) }
}

function deliveryOf(value: unknown): Outgoing['delivery'] {
  const problem = isRecord(value) && value.state === 'failed' ? textOf(value, 'problem') : undefined
  if (problem === undefined || !isRecord(value)) return { state: 'sending' }
  return { state: 'failed', problem, mayRetry: value.mayRetry === true }
}
