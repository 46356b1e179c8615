import type { ConnectionState } from './lobby-connection.ts'
import type { LobbyFrame } from './lobby-frame.ts'

export interface Speech {
  kind: 'said'
  id: number
  at: number
  /** The id of the first of the consecutive messages that this one belongs to. */
  group: number
  from: string
  own: boolean
  text: string
}

/** A line between the messages: arrivals, the host's word, what went wrong. */
export type Remark = { id: number; at: number } & (
  | { kind: 'joined' | 'left'; name: string; own: boolean }
  | { kind: 'announced'; text: string }
  /** The connection was lost and is back: the lobby keeps no history, so something may be missing here. */
  | { kind: 'missed' }
  /** `text` is what did not get through, where that is known. */
  | { kind: 'refused'; reason: string; text: string | undefined }
)

export type Entry = Speech | Remark

export interface Conversation {
  connection: ConnectionState
  /** The last `HISTORY` of them, oldest first; ids rise. */
  entries: readonly Entry[]
  /** Own texts that the lobby has not echoed yet, oldest first. */
  unconfirmed: readonly string[]
  isInterrupted: boolean
  nextId: number
}

export type ConversationEvent = { at: number } & (
  | { type: 'changed'; connection: ConnectionState }
  | { type: 'received'; frame: LobbyFrame }
  | { type: 'sent'; text: string }
  /** The writer took the text of a refused entry back. */
  | { type: 'taken back'; id: number }
)

/** `reason` of texts that were on their way when the connection was lost; the others are the lobby's own words. */
export const CONNECTION_LOST = 'connection lost'

const HISTORY = 500
const GROUP_WITHIN_MS = 5 * 60_000

export const emptyConversation: Conversation = {
  connection: { state: 'connecting' },
  entries: [],
  unconfirmed: [],
  isInterrupted: false,
  nextId: 1,
}

export function follow(conversation: Conversation, event: ConversationEvent): Conversation {
  switch (event.type) {
    case 'changed':
      return change(conversation, event.connection, event.at)
    case 'received':
      return receive(conversation, event.frame, event.at)
    case 'sent':
      return { ...conversation, unconfirmed: [...conversation.unconfirmed, event.text] }
    case 'taken back':
      return { ...conversation, entries: conversation.entries.filter(({ id }) => id !== event.id) }
  }
}

function change(conversation: Conversation, connection: ConnectionState, at: number): Conversation {
  const isConnected = connection.state === 'connected'
  const changed = { ...conversation, connection }
  if (isConnected && conversation.isInterrupted) {
    return append({ ...changed, isInterrupted: false }, { kind: 'missed', id: changed.nextId, at })
  }
  if (isConnected || conversation.connection.state !== 'connected') return changed

  const lost: Conversation = { ...changed, isInterrupted: true, unconfirmed: [] }
  return conversation.unconfirmed.reduce(
    (all, text) => append(all, { kind: 'refused', id: all.nextId, at, reason: CONNECTION_LOST, text }),
    lost,
  )
}

function receive(conversation: Conversation, frame: LobbyFrame, at: number): Conversation {
  const id = conversation.nextId
  switch (frame.kind) {
    case 'said':
      return hear(conversation, frame, at)
    case 'joined':
    case 'left':
      return append(conversation, { ...frame, id, at, own: frame.name === ownName(conversation) })
    case 'announced':
      return append(conversation, { ...frame, id, at })
    case 'refused': {
      // the lobby answers in order, so what it refuses is the oldest text that it has not echoed
      const [text, ...unconfirmed] = conversation.unconfirmed
      return append({ ...conversation, unconfirmed }, { ...frame, id, at, text })
    }
  }
}

function hear(
  conversation: Conversation,
  { from, text }: { from: string; text: string },
  at: number,
): Conversation {
  const { nextId: id, entries, unconfirmed } = conversation
  const me = ownName(conversation)
  const own = from === me
  const last = entries.at(-1)
  const continues = last?.kind === 'said' && last.from === from && at - last.at < GROUP_WITHIN_MS
  const group = continues ? last.group : id
  const echoed = own || me === undefined ? unconfirmed.indexOf(text) : -1
  return append(
    { ...conversation, unconfirmed: echoed < 0 ? unconfirmed : unconfirmed.toSpliced(echoed, 1) },
    { kind: 'said', id, at, group, from, own, text },
  )
}

function append(conversation: Conversation, entry: Entry): Conversation {
  return {
    ...conversation,
    entries: [...conversation.entries.slice(1 - HISTORY), entry],
    nextId: conversation.nextId + 1,
  }
}

function ownName({ connection }: Conversation): string | undefined {
  return connection.state === 'connected' ? connection.name : undefined
}

/** How many messages of others are newer than the entry `id`. */
export function messagesAfter(entries: readonly Entry[], id: number): number {
  return entries.filter((entry) => entry.id > id && entry.kind === 'said' && !entry.own).length
}
