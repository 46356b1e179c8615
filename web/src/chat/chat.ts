import { directName, inboxName } from './channel-name.ts'
import { beginning, type ChatState, roomOf } from './chat-state.ts'
import { type ChatStore, openStore } from './chat-store.ts'
import type { HubClient, Line, Person } from './hub-client.ts'
import { followInbox } from './inbox.ts'
import { keeping } from './keeping.ts'
import { readKept, type SharedShelf, type Shelf, watchKept } from './kept.ts'
import { taken } from './outgoing.ts'
import { problemOf } from './problem.ts'
import { look, readAll } from './room.ts'
import { openRooms, type Rooms } from './rooms.ts'
import { openSaying } from './saying.ts'
import { readUnsent } from './unsent.ts'

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
export function openChat(options: ChatOptions): Chat {
  const { client, me, shelf, tab, now, newKey } = options
  const kept = keeping(shelf, tab, me.id)
  const store = openStore(beginning(readKept(shelf, me.id), me), kept.keep)
  const { state, change, changeRoom, subscribe } = store
  // Read before anything changes: then what is kept is what is here now.
  const unsent = readUnsent(tab, me.id)
  const rooms = openRooms(client, store, newKey)
  const { say, sayUnsent } = openSaying(client, store)
  const { open, leave, loadOlder } = rooms
  const end = listen(options, store, rooms)
  sayUnsent(unsent)
  open(state().active)

  return {
    state,
    subscribe,
    open,
    talkTo: (person) => open(directName(state().me.id, person.id), person.name),
    leave,
    say: (name, text) => void say(name, { key: newKey(), text, at: now() }),
    sayAgain(name, key) {
      const own = roomOf(state(), name)?.outgoing.find((outgoing) => outgoing.key === key)
      if (own !== undefined) void say(name, own)
    },
    takeBack: (name, key) => changeRoom(name, (room) => taken(room, key)),
    loadOlder,
    look: (name) => changeRoom(name, (room) => look(room, state().me.id)),
    read: (name) => changeRoom(name, readAll),
    rename: (name) => rename(name, client, store),
    dismiss: () => change((all) => ({ ...all, notice: undefined })),
    tryNow: () => client.open(),
    forget: kept.forget,
    end,
  }
}

/** Hears the line, the inbox and the other tabs. Returns how to end all of it, the client too. */
function listen({ client, me, shelf }: ChatOptions, { state, change }: ChatStore, rooms: Rooms): () => void {
  const lineChanged = (line: Line): void => {
    const user = line.state === 'open' ? line.user : state().me
    change((all) => ({ ...all, line, me: user, wasOpen: all.wasOpen || line.state === 'open' }))
  }
  const stops = [
    watchKept(shelf, me.id, rooms.followTabs),
    client.onLine(lineChanged),
    followInbox({
      client,
      name: inboxName(me.id),
      since: () => state().inbox,
      found: rooms.found,
      reached: (inbox) => change((all) => ({ ...all, inbox })),
    }),
  ]
  lineChanged(client.line)
  return () => {
    for (const stop of stops) stop()
    rooms.stop()
    client.close()
  }
}

async function rename(name: string, client: HubClient, { change }: ChatStore): Promise<string | undefined> {
  try {
    const now = await client.rename(name)
    change((all) => ({ ...all, me: { ...all.me, name: now } }))
    return undefined
  } catch (failure) {
    return problemOf(failure).message
  }
}
