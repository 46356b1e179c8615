import { directName, inboxName, otherOf } from './channel-name.ts'
import { added, beginning, type ChatState, removed, roomOf, withRoom } from './chat-state.ts'
import { doneElsewhere, readElsewhere } from './elsewhere.ts'
import type { HubClient, Line, Person } from './hub-client.ts'
import { followInbox } from './inbox.ts'
import { keeping } from './keeping.ts'
import { type Kept, MAX_CHANNELS, readKept, type SharedShelf, type Shelf, watchKept } from './kept.ts'
import { dataOf } from './message-body.ts'
import { failed, sending, sent, taken } from './outgoing.ts'
import { problemOf } from './problem.ts'
import { look, type Outgoing, readAll } from './room.ts'
import { type Following, followRoom } from './room-following.ts'
import { readUnsent, type Unsent } from './unsent.ts'

export interface ChatOptions {
  readonly client: HubClient
  readonly me: Person
  /** What every tab of this browser keeps. */
  readonly shelf: SharedShelf
  /** What this tab keeps. */
  readonly tab: Shelf
  readonly now: () => number
  readonly newKey: () => string
}

export interface Chat {
  state(): ChatState
  subscribe(listener: () => void): () => void
  /** Read a channel, and join it if one is not in it. */
  open(name: string): void
  /** Read the conversation with somebody. */
  talkTo(person: Person): void
  leave(name: string): void
  say(name: string, text: string): void
  /** Send what failed again: it is published once, however often that is done. */
  sayAgain(name: string, key: string): void
  takeBack(name: string, key: string): void
  loadOlder(name: string): void
  /** The reader has come to a room, or back to the page. */
  look(name: string): void
  /** The reader has seen the end of a room. */
  read(name: string): void
  /** Resolves to what is wrong with the name, if anything is. */
  rename(name: string): Promise<string | undefined>
  dismiss(): void
  tryNow(): void
  /** Keeps nothing of this user in the browser any more. */
  forget(): void
  end(): void
}

/** The chat of one user: rooms that are followed, kept from one visit to the next. Owns the client until `end`. */
export function openChat({ client, me, shelf, tab, now, newKey }: ChatOptions): Chat {
  let state = beginning(readKept(shelf, me.id), me)
  const kept = keeping(shelf, tab, me.id)
  const listeners = new Set<() => void>()
  const followed = new Map<string, Following>()
  /** Whom a conversation has been pointed out to since the page was opened. */
  const pointed = new Set<string>()
  /** Conversations that others have begun and that there is no room for, with the names of the others. */
  const outside = new Map<string, string>()

  const change = (next: (state: ChatState) => ChatState): void => {
    const before = state
    state = next(state)
    if (state === before) return
    kept.keep(state)
    for (const listener of listeners) listener()
  }
  const changeRoom: Following['change'] = (name, next) => change((all) => withRoom(all, name, next))
  const follow = (name: string): Following => {
    const known = followed.get(name)
    if (known !== undefined) return known
    const room = followRoom({ client, name, newKey, change: changeRoom, room: () => roomOf(state, name) })
    followed.set(name, room)
    return room
  }
  const lineChanged = (line: Line): void => {
    const user = line.state === 'open' ? line.user : state.me
    change((all) => ({ ...all, line, me: user, wasOpen: all.wasOpen || line.state === 'open' }))
  }
  const add = (name: string, title?: string): boolean => {
    change((all) => added(all, name, title))
    if (roomOf(state, name) === undefined) return false
    follow(name)
    return true
  }
  const notify = (notice: string): void => change((all) => ({ ...all, notice }))
  const found = (name: string, from: Person): void => {
    if (otherOf(name, me.id) !== from.id || add(name, from.name)) return
    outside.set(name, from.name)
    notify(`${from.name} has written to you alone. Leave a channel, and it is shown here.`)
  }
  const open = (name: string, title?: string): void => {
    if (!add(name, title)) {
      notify(`One can be in ${MAX_CHANNELS} channels at once. Leave one first.`)
      return
    }
    outside.delete(name)
    change((all) => withRoom({ ...all, active: name }, name, (room) => look(room, all.me.id)))
    follow(name).show()
  }
  const point = async (name: string): Promise<void> => {
    const other = otherOf(name, state.me.id)
    const isHere = roomOf(state, name)?.people.some(({ id }) => id === other)
    if (other === undefined || (isHere && pointed.has(name))) return
    await client.channel(inboxName(other)).publish({ conversation: name })
    pointed.add(name)
  }
  const publish = async (name: string, own: Pick<Outgoing, 'key' | 'text' | 'at'>): Promise<void> => {
    changeRoom(name, (room) => sending(room, own))
    try {
      const { mid } = await client.channel(name).publish(dataOf(own.text), { key: own.key })
      changeRoom(name, (room) => sent(room, own.key, mid))
    } catch (failure) {
      const { message, mayRetry } = problemOf(failure)
      changeRoom(name, (room) => failed(room, own.key, message, mayRetry))
      return
    }
    // Who is not told now is told with the next message: it is in the history of the conversation either way.
    await point(name).catch(() => {})
  }

  const leave = (name: string): void => {
    if (state.rooms.length === 1) return
    const wasActive = state.active === name
    followed.get(name)?.leave()
    followed.delete(name)
    change((all) => removed(all, name))
    for (const [conversation, title] of outside) {
      if (add(conversation, title)) outside.delete(conversation)
    }
    if (wasActive) open(state.active)
  }
  const followTabs = (now: Kept, before: Kept): void => {
    const { joined, left } = doneElsewhere(now, before)
    for (const { name, title } of joined) add(name, title)
    // Who reads it here is still in it.
    for (const name of left) if (name !== state.active) leave(name)
    change((all) => readElsewhere(all, now))
  }
  const sayUnsent = (rooms: Unsent): void => {
    for (const [name, unsent] of rooms) {
      if (roomOf(state, name) === undefined) continue
      for (const own of unsent) {
        if (own.delivery.state === 'sending') void publish(name, own)
        else changeRoom(name, (room) => ({ ...room, outgoing: [...room.outgoing, own] }))
      }
    }
  }

  const stops = [
    watchKept(shelf, me.id, followTabs),
    client.onLine(lineChanged),
    followInbox({
      client,
      name: inboxName(me.id),
      since: () => state.inbox,
      found,
      reached: (inbox) => change((all) => ({ ...all, inbox })),
    }),
  ]
  // Read before anything changes: then what is kept is what is here now.
  const unsent = readUnsent(tab, me.id)
  for (const { name } of state.rooms) follow(name)
  sayUnsent(unsent)
  lineChanged(client.line)
  open(state.active)

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    open,
    talkTo: (person) => open(directName(state.me.id, person.id), person.name),
    leave,
    say: (name, text) => void publish(name, { key: newKey(), text, at: now() }),
    sayAgain(name, key) {
      const own = roomOf(state, name)?.outgoing.find((outgoing) => outgoing.key === key)
      if (own !== undefined) void publish(name, own)
    },
    takeBack: (name, key) => changeRoom(name, (room) => taken(room, key)),
    loadOlder: (name) => follow(name).loadOlder(),
    look: (name) => changeRoom(name, (room) => look(room, state.me.id)),
    read: (name) => changeRoom(name, readAll),
    async rename(name) {
      try {
        const now = await client.rename(name)
        change((all) => ({ ...all, me: { ...all.me, name: now } }))
        return undefined
      } catch (failure) {
        return problemOf(failure).message
      }
    },
    dismiss: () => change((all) => ({ ...all, notice: undefined })),
    tryNow: () => client.open(),
    forget: kept.forget,
    end() {
      for (const stop of stops) stop()
      for (const room of followed.values()) room.stop()
      client.close()
    },
  }
}
