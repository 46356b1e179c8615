import { expect, test } from 'vitest'
import {
  CONNECTION_LOST,
  type Conversation,
  type ConversationEvent,
  emptyConversation,
  follow,
  messagesAfter,
} from './conversation.ts'

const MINUTE = 60_000

const after = (events: readonly ConversationEvent[], start = emptyConversation) =>
  events.reduce(follow, start)
const connected = (name?: string): ConversationEvent => ({
  type: 'changed',
  connection: { state: 'connected', name },
  at: 0,
})
const lost: ConversationEvent = { type: 'changed', connection: { state: 'waiting', until: 9 }, at: 5 }
const said = (from: string, text: string, at = 0): ConversationEvent => ({
  type: 'received',
  frame: { kind: 'said', from, text },
  at,
})
const sent = (text: string): ConversationEvent => ({ type: 'sent', text, at: 0 })
const refused: ConversationEvent = {
  type: 'received',
  frame: { kind: 'refused', reason: 'Too Many Requests' },
  at: 1,
}
const groups = ({ entries }: Conversation) =>
  entries.map((entry) => (entry.kind === 'said' ? entry.group : entry.kind))

test('own messages are known by the name that the connection has', () => {
  const { entries } = after([connected('me'), said('me', 'a'), said('you', 'b')])
  expect(entries).toMatchObject([
    { text: 'a', own: true },
    { text: 'b', own: false },
  ])
})

test('a message stays own under the name of an earlier connection', () => {
  const { entries } = after([connected('me'), said('me', 'a'), lost, connected('me-again'), said('me', 'b')])
  expect(entries).toMatchObject([{ text: 'a', own: true }, { kind: 'missed' }, { text: 'b', own: false }])
})

test('consecutive messages of one person are one group, unless minutes or somebody come between', () => {
  const all = after([
    said('a', '1'),
    said('a', '2', MINUTE),
    said('b', '3', MINUTE),
    said('a', '4', MINUTE),
    { type: 'received', frame: { kind: 'joined', name: 'c' }, at: MINUTE },
    said('a', '5', MINUTE),
    said('a', '6', 20 * MINUTE),
  ])
  expect(groups(all)).toEqual([1, 1, 3, 4, 'joined', 6, 7])
})

test('five hundred entries are kept, the newest', () => {
  const all = after(Array.from({ length: 620 }, (_, index) => said('a', String(index))))
  expect(all.entries).toHaveLength(500)
  expect(all.entries.at(-1)).toMatchObject({ text: '619' })
  expect(new Set(groups(all))).toEqual(new Set([1]))
})

test('the echo of a text confirms it', () => {
  expect(after([connected('me'), sent('a'), sent('b'), said('me', 'a')]).unconfirmed).toEqual(['b'])
  expect(after([connected('me'), sent('a'), said('you', 'a')]).unconfirmed).toEqual(['a'])
})

test('a text without an echo when the connection is lost is shown as perhaps not delivered', () => {
  const { entries, unconfirmed } = after([connected('me'), sent('a'), lost])
  expect(entries).toMatchObject([{ kind: 'refused', reason: CONNECTION_LOST, text: 'a' }])
  expect(unconfirmed).toEqual([])
})

test('a refusal is about the oldest text without an echo', () => {
  const all = after([connected('me'), sent('a'), sent('b'), said('me', 'a'), refused, refused])
  expect(all.entries).toMatchObject([{ text: 'a' }, { text: 'b' }, { text: undefined }])
})

test('a text that was taken back is no longer shown', () => {
  const all = after([connected('me'), sent('a'), refused, { type: 'taken back', id: 1, at: 2 }])
  expect(all.entries).toEqual([])
})

test('coming back tells once that something may have been missed, and the first connection does not', () => {
  const again: ConversationEvent = { type: 'changed', connection: { state: 'connecting' }, at: 6 }
  const all = after([connected(), connected('me'), lost, again, lost, again, connected(), connected('me')])
  expect(all.entries).toMatchObject([{ kind: 'missed' }])
})

test('only messages of others count as new', () => {
  const { entries } = after([
    connected('me'),
    said('a', '1'),
    said('a', '2'),
    said('me', '3'),
    said('a', '4'),
  ])
  expect(messagesAfter(entries, 1)).toBe(2)
})
