import { otherOf } from './channel-name.ts'
import type { ChatState } from './chat-state.ts'
import type { Room } from './room.ts'

/** What the other of a conversation is called, if they are in a room that one is in oneself. */
export function nameOfOther({ rooms, me }: ChatState, conversation: string): string | undefined {
  const other = otherOf(conversation, me.id)
  return rooms.flatMap(({ people }) => people).find(({ id }) => id === other)?.name
}

/**
 * Whether the other of a conversation is known to be in no room that one is in oneself; `false` where there is no other, or
 * where it is not known.
 */
export function isOtherAway({ line, rooms, me }: ChatState, room: Room): boolean {
  const other = otherOf(room.name, me.id)
  const isKnown = line.state === 'open' && room.people.some(({ id }) => id === me.id)
  if (other === undefined || !isKnown) return false
  return !rooms.some(({ people }) => people.some(({ id }) => id === other))
}
