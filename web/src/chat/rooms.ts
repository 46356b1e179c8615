import { nameOfOther } from './around.ts'
import { otherOf } from './channel-name.ts'
import { added, removed, roomOf, withPeople } from './chat-state.ts'
import type { ChatStore } from './chat-store.ts'
import { doneElsewhere, readElsewhere } from './elsewhere.ts'
import type { HubChannel, HubClient, Person } from './hub-client.ts'
import { type Kept, MAX_CHANNELS } from './kept.ts'
import { look } from './room.ts'
import { type Following, followRoom } from './room-following.ts'

export interface Rooms {
  /** Read a room, and join it if one is not in it. */
  open(name: string, title?: string): void
  /** The last room stays. */
  leave(name: string): void
  /** Somebody has begun a conversation. */
  found(name: string, from: Person): void
  /** Do what was done in another tab. */
  followTabs(now: Kept, before: Kept): void
  loadOlder(name: string): void
  /** Listen to none of them any more, without leaving. */
  stop(): void
}

/** The rooms of a chat, each of them followed. */
export function openRooms(client: HubClient, store: ChatStore, newKey: () => string): Rooms {
  const { state, change } = store
  const { follow, forget, stop } = followings(client, store, newKey)
  /** Conversations that others have begun and that there is no room for, with the names of the others. */
  const outside = new Map<string, string>()

  const add = (name: string, title?: string): boolean => {
    change((all) => added(all, name, title))
    if (roomOf(state(), name) === undefined) return false
    follow(name)
    return true
  }
  const notify = (notice: string): void => change((all) => ({ ...all, notice }))
  const open = (name: string, title?: string): void => {
    if (!add(name, title ?? nameOfOther(state(), name))) {
      notify(`One can be in ${MAX_CHANNELS} channels at once. Leave one first.`)
      return
    }
    outside.delete(name)
    change((all) => ({ ...all, active: name }))
    store.changeRoom(name, (room) => look(room, state().me.id))
    follow(name).show()
  }
  const leave = (name: string): void => {
    if (state().rooms.length === 1) return
    const wasActive = state().active === name
    forget(name)
    change((all) => removed(all, name))
    for (const [conversation, title] of outside) {
      if (add(conversation, title)) outside.delete(conversation)
    }
    if (wasActive) open(state().active)
  }
  for (const { name } of state().rooms) follow(name)

  return {
    open,
    leave,
    found(name, from) {
      if (otherOf(name, state().me.id) !== from.id || add(name, from.name)) return
      outside.set(name, from.name)
      notify(`${from.name} has written to you alone. Leave a channel, and it is shown here.`)
    },
    followTabs(now, before) {
      const { joined, left } = doneElsewhere(now, before)
      for (const { name, title } of joined) add(name, title)
      // Who reads it here is still in it.
      for (const name of left) if (name !== state().active) leave(name)
      change((all) => readElsewhere(all, now))
    },
    loadOlder: (name) => follow(name).loadOlder(),
    stop,
  }
}

function followings(client: HubClient, { state, change, changeRoom }: ChatStore, newKey: () => string) {
  const followed = new Map<string, Following>()
  return {
    follow(name: string): Following {
      const known = followed.get(name)
      if (known !== undefined) return known
      const room = () => roomOf(state(), name)
      const here = (presence: HubChannel['presence']) => change((all) => withPeople(all, name, presence))
      const following = followRoom({ client, name, newKey, change: changeRoom, here, room })
      followed.set(name, following)
      return following
    },
    forget(name: string): void {
      followed.get(name)?.leave()
      followed.delete(name)
    },
    stop(): void {
      for (const following of followed.values()) following.stop()
    },
  }
}
