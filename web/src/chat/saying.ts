import { inboxName, otherOf } from './channel-name.ts'
import { roomOf } from './chat-state.ts'
import type { ChatStore } from './chat-store.ts'
import type { HubClient } from './hub-client.ts'
import { dataOf } from './message-body.ts'
import { failed, sending, sent } from './outgoing.ts'
import { problemOf } from './problem.ts'
import type { Outgoing } from './room.ts'
import type { Unsent } from './unsent.ts'

export interface Saying {
  /** Publishes a text once, however often it is said with its key. */
  say(name: string, own: Pick<Outgoing, 'key' | 'text' | 'at'>): Promise<void>
  /** What was on its way is sent again; what had failed is shown. */
  sayUnsent(rooms: Unsent): void
}

/** What one says oneself, and how it fares. Who is written to alone is pointed to the conversation. */
export function openSaying(client: HubClient, { state, changeRoom }: ChatStore): Saying {
  /** Conversations that have been pointed out since the page was opened. */
  const pointed = new Set<string>()

  const point = async (name: string): Promise<void> => {
    const other = otherOf(name, state().me.id)
    const isHere = roomOf(state(), name)?.people.some(({ id }) => id === other)
    if (other === undefined || (isHere && pointed.has(name))) return
    await client.channel(inboxName(other)).publish({ conversation: name })
    pointed.add(name)
  }
  const say: Saying['say'] = async (name, own) => {
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

  return {
    say,
    sayUnsent(rooms) {
      for (const [name, unsent] of rooms) {
        if (roomOf(state(), name) === undefined) continue
        for (const own of unsent) {
          if (own.delivery.state === 'sending') void say(name, own)
          else changeRoom(name, (room) => ({ ...room, outgoing: [...room.outgoing, own] }))
        }
      }
    },
  }
}
