import { type ChatState, roomOf } from './chat-state.ts'
import type { Position } from './hub-client.ts'
import type { Kept, KeptChannel } from './kept.ts'

/** What the same user has done in another tab. */
export interface Elsewhere {
  readonly joined: readonly KeptChannel[]
  readonly left: readonly string[]
}

export function doneElsewhere(now: Kept, before: Kept): Elsewhere {
  const missing = (one: Kept, other: Kept) =>
    one.channels.filter(({ name }) => !other.channels.some((channel) => channel.name === name))
  return { joined: missing(now, before), left: missing(before, now).map(({ name }) => name) }
}

/** What was read in another tab is read here. */
export function readElsewhere(state: ChatState, { channels, inbox }: Kept): ChatState {
  let { rooms } = state
  for (const { name, read } of channels) {
    const room = roomOf(state, name)
    if (room === undefined || read === undefined || !isFurther(read, room.read, room.latest)) continue
    rooms = rooms.map((each) => (each === room ? { ...room, read } : each))
  }
  const isPointed = inbox !== undefined && isFurther(inbox, state.inbox, undefined)
  if (rooms === state.rooms && !isPointed) return state
  return { ...state, rooms, ...(isPointed && { inbox }) }
}

/** A position of another epoch counts only if that is the epoch of what was heard last. */
function isFurther(read: Position, known: Position | undefined, latest: Position | undefined): boolean {
  if (known === undefined) return true
  if (known.epoch === read.epoch) return read.offset > known.offset
  return read.epoch === latest?.epoch
}
