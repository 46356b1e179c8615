import { kindOf } from './channel-name.ts'
import type { Heard, HubChannel, Page, Person, Position } from './hub-client.ts'
import { type Body, bodyOf } from './message-body.ts'

export interface Said {
  readonly kind: 'said'
  readonly mid: string
  readonly from: Person
  readonly at: number
  readonly body: Body
  readonly position: Position | undefined
}

/** Something that was said here could not be had any more. */
export interface Gap {
  readonly kind: 'gap'
  readonly id: string
}

export type Item = Said | Gap

/** A text of one's own that has not come back from the channel yet. */
export interface Outgoing {
  /** With the same key it is published once, however often it is sent. */
  readonly key: string
  readonly text: string
  readonly at: number
  readonly delivery:
    | { readonly state: 'sending' }
    /** The hub has it, as the message `mid`. */
    | { readonly state: 'sent'; readonly mid: string }
    | { readonly state: 'failed'; readonly problem: string; readonly mayRetry: boolean }
}

export interface Room {
  readonly name: string
  /** With whom a conversation is, where that is known. */
  readonly title: string | undefined
  readonly membership: HubChannel['state']
  /** Why it cannot be joined. */
  readonly problem: string | undefined
  /** Oldest first: `LONGEST` of them at most. */
  readonly items: readonly Item[]
  readonly outgoing: readonly Outgoing[]
  /** Whether there is more to read before the first item. */
  readonly older: 'unknown' | 'loading' | 'more' | 'none' | 'failed'
  readonly latest: Position | undefined
  /** Up to where it has been read. */
  readonly read: Position | undefined
  /** Messages without a position that have not been read. */
  readonly unplaced: number
  /** Where what is new began when the reader came. */
  readonly mark: Position | undefined
  readonly people: readonly Person[]
  readonly count: number
}

export const LONGEST = 1_500
const CUT = 300

export function emptyRoom(name: string, kept: { title?: string; read?: Position } = {}): Room {
  return {
    name,
    title: kept.title,
    membership: 'idle',
    problem: undefined,
    items: [],
    outgoing: [],
    older: 'unknown',
    latest: undefined,
    read: kept.read,
    unplaced: 0,
    mark: undefined,
    people: [],
    count: 0,
  }
}

/** The room was joined, or joined again. Who enters a room for the first time has nothing to catch up with. */
export function entered(room: Room, position: Position | undefined): Room {
  const isFirst = room.read === undefined && kindOf(room.name).kind !== 'direct'
  return {
    ...room,
    membership: 'joined',
    problem: undefined,
    latest: position ?? room.latest,
    read: isFirst ? position : room.read,
  }
}

export function hear(room: Room, heard: Heard): Room {
  const item = saidOf(heard)
  if (room.items.some((known) => isSame(known, item))) return room
  const items = [...room.items, item]
  const isCut = items.length > LONGEST
  return {
    ...room,
    items: isCut ? items.slice(CUT) : items,
    older: isCut && room.older === 'none' ? 'more' : room.older,
    latest: item.position ?? room.latest,
    unplaced: item.position === undefined ? room.unplaced + 1 : room.unplaced,
    outgoing: stillOut(room, [item]),
  }
}

/** What is shown as one's own until it comes back, without what has come back. */
function stillOut({ outgoing }: Room, items: readonly Said[]): readonly Outgoing[] {
  const isBack = ({ delivery }: Outgoing): boolean =>
    delivery.state === 'sent' && items.some(({ mid }) => mid === delivery.mid)
  return outgoing.some(isBack) ? outgoing.filter((own) => !isBack(own)) : outgoing
}

/** A page of what was said before the first item. */
export function prepend(room: Room, page: Page): Room {
  const first = room.items.find((item) => item.kind === 'said')
  const isElsewhere = first?.position !== undefined && first.position.epoch !== page.epoch
  if (isElsewhere) return { ...room, older: 'none' }
  const older = page.events.map(saidOf).filter((item) => !room.items.some((known) => isSame(known, item)))
  return {
    ...room,
    items: [...older, ...room.items],
    older: page.more ? 'more' : 'none',
    outgoing: stillOut(room, older),
  }
}

/** The offset before which to read on; `undefined` for the newest page. */
export function oldestOffset(room: Room): number | undefined {
  const first = room.items.find((item) => item.kind === 'said')
  return first?.position?.offset
}

/** What came in between is lost. What the hub acknowledged before may be in there, so it is waited for no longer. */
export function losesTrack(room: Room, id: string, now: Position): Room {
  return {
    ...room,
    latest: now,
    items: room.items.length === 0 ? room.items : [...room.items, { kind: 'gap', id }],
    outgoing: room.outgoing.filter(({ delivery }) => delivery.state !== 'sent'),
  }
}

/** The newest page, read after a gap: it goes behind the gap, and closes it if it reaches back to `after`. */
export function refill(room: Room, id: string, after: Position | undefined, page: Page): Room {
  const at = room.items.findIndex((item) => item.kind === 'gap' && item.id === id)
  if (at === -1) return prepend(room, page)
  const said = page.events.map(saidOf).filter((item) => !room.items.some((known) => isSame(known, item)))
  const [oldest] = page.events
  const isWhole =
    after?.epoch === page.epoch && (oldest?.offset ?? Number.POSITIVE_INFINITY) <= after.offset + 1
  const before = room.items.slice(0, isWhole ? at : at + 1)
  return { ...room, items: [...before, ...said, ...room.items.slice(at + 1)], outgoing: stillOut(room, said) }
}

/** How many messages have not been read, without those of `me`. */
export function unreadOf(room: Room, me: string): number {
  const { latest, read, unplaced } = room
  if (latest === undefined) return unplaced
  const from = read?.epoch === latest.epoch ? read.offset : 0
  const own = room.items.filter(
    (item) => item.kind === 'said' && item.from.id === me && isAfter(item, from, latest),
  )
  return Math.max(0, latest.offset - from - own.length) + unplaced
}

function isAfter(item: Item, offset: number, { epoch }: Position): boolean {
  return item.kind === 'said' && item.position?.epoch === epoch && item.position.offset > offset
}

/** The reader has come: what is new from here on is marked. */
export function look(room: Room, me: string): Room {
  const isNew = unreadOf(room, me) > 0 && room.latest !== undefined
  return { ...room, mark: isNew ? (room.read ?? { epoch: '', offset: 0 }) : undefined }
}

export function readAll(room: Room): Room {
  const isRead = room.unplaced === 0 && isSamePosition(room.read, room.latest)
  return isRead ? room : { ...room, read: room.latest ?? room.read, unplaced: 0 }
}

const isSamePosition = (one: Position | undefined, other: Position | undefined): boolean =>
  one?.epoch === other?.epoch && one?.offset === other?.offset

/** What tells an item from the others of a room; empty for none. */
export function keyOf(item: Item | undefined): string {
  if (item === undefined) return ''
  return item.kind === 'said' ? item.mid : item.id
}

function isSame(one: Item, other: Said): boolean {
  return one.kind === 'said' && one.mid === other.mid
}

function saidOf({ mid, from, ts, data, epoch, offset }: Heard): Said {
  const position = epoch === undefined || offset === undefined ? undefined : { epoch, offset }
  return { kind: 'said', mid, from, at: ts, body: bodyOf(data), position }
}
