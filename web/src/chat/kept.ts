import { isRecord, numberOf, parseJson, textOf } from '../shared/record.ts'
import type { Position } from './hub-client.ts'

/** Texts that a browser keeps for this page. Both may do nothing where it keeps none. */
export interface Shelf {
  read(name: string): string | undefined
  write(name: string, text: string | undefined): void
}

/** A shelf that other tabs write to as well. */
export interface SharedShelf extends Shelf {
  /** Hears what another tab writes, with what was there before. Returns how to stop. */
  watch(name: string, heard: (text: string | undefined, before: string | undefined) => void): () => void
}

export interface KeptChannel {
  readonly name: string
  /** With whom a conversation is, as they were called last. */
  readonly title?: string
  /** Up to where it has been read. */
  readonly read?: Position
}

/** What a user comes back to. */
export interface Kept {
  readonly channels: readonly KeptChannel[]
  readonly active: string
  /** Up to where the pointers in one's own inbox have been followed. */
  readonly inbox?: Position
}

export const FIRST_CHANNEL = 'room:lobby'
/** The hub lets a connection into so many; one of them is the inbox. */
export const MAX_CHANNELS = 31

export const nothingKept: Kept = { channels: [{ name: FIRST_CHANNEL }], active: FIRST_CHANNEL }

export function readKept(shelf: Shelf, userId: string): Kept {
  return keptIn(shelf.read(shelfName(userId)))
}

function keptIn(text: string | undefined): Kept {
  const kept = parseJson(text ?? '')
  if (!isRecord(kept) || !Array.isArray(kept.channels)) return nothingKept
  const channels = kept.channels.flatMap(keptChannel).slice(0, MAX_CHANNELS)
  const [first] = channels
  if (first === undefined) return nothingKept
  const isThere = channels.some(({ name }) => name === kept.active)
  const inbox = positionOf(kept.inbox)
  const active = isThere && typeof kept.active === 'string' ? kept.active : first.name
  return { channels, active, ...(inbox && { inbox }) }
}

export function writeKept(shelf: Shelf, userId: string, kept: Kept): void {
  shelf.write(shelfName(userId), JSON.stringify(kept))
}

export function forgetKept(shelf: Shelf, userId: string): void {
  shelf.write(shelfName(userId), undefined)
}

/** Hears what the same user does in another tab. Returns how to stop. */
export function watchKept(
  shelf: SharedShelf,
  userId: string,
  heard: (now: Kept, before: Kept) => void,
): () => void {
  return shelf.watch(shelfName(userId), (text, before) => {
    if (text !== undefined) heard(keptIn(text), keptIn(before))
  })
}

const shelfName = (userId: string): string => `stoa.kept.${userId}`

function keptChannel(value: unknown): KeptChannel[] {
  if (!isRecord(value)) return []
  const name = textOf(value, 'name')
  if (name === undefined) return []
  const title = textOf(value, 'title')
  const read = positionOf(value.read)
  return [{ name, ...(title !== undefined && { title }), ...(read && { read }) }]
}

function positionOf(value: unknown): Position | undefined {
  if (!isRecord(value)) return undefined
  const epoch = textOf(value, 'epoch')
  const offset = numberOf(value, 'offset')
  return epoch === undefined || offset === undefined ? undefined : { epoch, offset }
}
