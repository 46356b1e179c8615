import type { HubChannel, Line, Person, Position } from './hub-client.ts'
import { type Kept, MAX_CHANNELS } from './kept.ts'
import { emptyRoom, type Room, unreadOf } from './room.ts'

export interface ChatState {
  readonly line: Line
  /** Whether there was a connection before: then it is a loss that there is none. */
  readonly wasOpen: boolean
  readonly me: Person
  /** There is at least one. */
  readonly rooms: readonly Room[]
  /** The name of the room that is read. */
  readonly active: string
  readonly inbox: Position | undefined
  /** What did not work, for a person to read, until it is put away. */
  readonly notice: string | undefined
}

export function beginning(kept: Kept, me: Person): ChatState {
  return {
    line: { state: 'idle' },
    wasOpen: false,
    me,
    rooms: kept.channels.map((channel) => emptyRoom(channel.name, channel)),
    active: kept.active,
    inbox: kept.inbox,
    notice: undefined,
  }
}

export function keptOf({ rooms, active, inbox }: ChatState): Kept {
  const channels = rooms.map(({ name, title, read }) => ({
    name,
    ...(title !== undefined && { title }),
    ...(read && { read }),
  }))
  return { channels, active, ...(inbox && { inbox }) }
}

export function roomOf(state: ChatState, name: string): Room | undefined {
  return state.rooms.find((room) => room.name === name)
}

export function withRoom(state: ChatState, name: string, change: (room: Room) => Room): ChatState {
  const before = roomOf(state, name)
  if (before === undefined) return state
  const after = change(before)
  if (after === before) return state
  return { ...state, rooms: state.rooms.map((room) => (room === before ? after : room)) }
}

/** Who is in a room. That says what one is called oneself too: one may have chosen another name on another device. */
export function withPeople(
  state: ChatState,
  name: string,
  { members, count }: Pick<HubChannel['presence'], 'members' | 'count'>,
): ChatState {
  const next = withRoom(state, name, (room) => ({ ...room, people: members, count }))
  const self = members.find(({ id }) => id === state.me.id)
  return self === undefined || self.name === state.me.name ? next : { ...next, me: self }
}

/** The same state where the room is there already, or where there are as many as may be. */
export function added(state: ChatState, name: string, title?: string): ChatState {
  if (roomOf(state, name) !== undefined || state.rooms.length >= MAX_CHANNELS) return state
  const room = emptyRoom(name, title === undefined ? {} : { title })
  return { ...state, rooms: [...state.rooms, room] }
}

/** The last room stays. If the room was the one that is read, its neighbour is now. */
export function removed(state: ChatState, name: string): ChatState {
  const at = state.rooms.findIndex((room) => room.name === name)
  if (at === -1 || state.rooms.length === 1) return state
  const rooms = state.rooms.toSpliced(at, 1)
  const active = state.active === name ? (rooms[Math.max(0, at - 1)]?.name ?? state.active) : state.active
  return { ...state, rooms, active }
}

/** How many messages in all rooms nobody has read here. */
export function unreadInAll({ rooms, me }: ChatState): number {
  return rooms.reduce((sum, room) => sum + unreadOf(room, me.id), 0)
}
