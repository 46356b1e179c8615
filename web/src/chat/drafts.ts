import { isRecord, parseJson, textOf } from '../shared/record.ts'
import type { Shelf } from './kept.ts'

/** What a user has begun to write in a room, and not sent. */
export function draftOf(shelf: Shelf, userId: string, room: string): string {
  return textOf(draftsOf(shelf, userId), room) ?? ''
}

export function keepDraft(shelf: Shelf, userId: string, room: string, text: string): void {
  const { [room]: _, ...others } = draftsOf(shelf, userId)
  const drafts = text === '' ? others : { ...others, [room]: text }
  shelf.write(shelfName(userId), Object.keys(drafts).length === 0 ? undefined : JSON.stringify(drafts))
}

export function forgetDrafts(shelf: Shelf, userId: string): void {
  shelf.write(shelfName(userId), undefined)
}

const shelfName = (userId: string): string => `stoa.drafts.${userId}`

function draftsOf(shelf: Shelf, userId: string): Readonly<Record<string, unknown>> {
  const kept = parseJson(shelf.read(shelfName(userId)) ?? '')
  return isRecord(kept) ? kept : {}
}
