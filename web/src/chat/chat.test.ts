import { expect, test } from 'vitest'
import { openChat } from './chat.ts'
import { roomOf, unreadInAll } from './chat-state.ts'
import { MAX_CHANNELS } from './kept.ts'
import { memoryShelf } from './memory-shelf.fixture.ts'
import { unreadOf } from './room.ts'
import { stubHub } from './stub-hub.fixture.ts'

const me = { id: 'me', name: 'Me' }
const ada = { id: 'ada', name: 'Ada' }
const lobby = 'room:lobby'

/** Everything that was begun and needs no time is done. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

async function enter(hub = stubHub(me), shelf = memoryShelf(), tab = memoryShelf()) {
  let keys = 0
  const newKey = () => `key${++keys}`
  const chat = openChat({ client: hub.client, me, shelf: shelf.inTab(), tab, now: () => 5, newKey })
  await settled()
  const room = (name = lobby) => {
    const found = roomOf(chat.state(), name)
    if (found === undefined) throw new Error(`not in ${name}`)
    return found
  }
  const texts = (name = lobby) =>
    room(name).items.map((item) =>
      item.kind === 'said' && item.body.kind === 'text' ? item.body.text : item.kind,
    )
  return { hub, shelf, tab, chat, room, texts }
}

test('the first visit is to the lobby, with what was said there last', async () => {
  const hub = stubHub(me)
  hub.keep(lobby, ada, { text: 'before you' })
  const { room, texts } = await enter(hub)
  expect(room().membership).toBe('joined')
  expect(texts()).toEqual(['before you'])
  expect(unreadOf(room(), 'me')).toBe(0)
})

test('a channel that is not looked at counts what it hears', async () => {
  const { hub, chat, room } = await enter()
  chat.open('room:books')
  await settled()
  hub.hear(lobby, ada, { text: 'hello' })
  expect(unreadInAll(chat.state())).toBe(1)
  chat.open(lobby)
  expect(room().mark).toEqual({ epoch: 'e1', offset: 0 })
  chat.read(lobby)
  expect(unreadInAll(chat.state())).toBe(0)
})

test('who comes back finds the channels, the one that was read, and what is new', async () => {
  const { hub, chat, shelf } = await enter()
  chat.open('room:books')
  await settled()
  chat.end()
  hub.keep(lobby, ada, { text: 'while you were away' })
  const again = await enter(hub, shelf)
  expect(again.chat.state().rooms.map(({ name }) => name)).toEqual([lobby, 'room:books'])
  expect(again.chat.state().active).toBe('room:books')
  expect(unreadOf(again.room(), 'me')).toBe(1)
})

test('a message that fails can be sent again with the key that it had', async () => {
  const { hub, chat, room } = await enter()
  hub.failNext({ code: 'unavailable', message: 'Try later.', retryable: true })
  chat.say(lobby, 'hello')
  await settled()
  expect(room().outgoing).toMatchObject([
    { delivery: { state: 'failed', problem: 'Try later.', mayRetry: true } },
  ])
  const key = room().outgoing[0]?.key ?? ''
  chat.sayAgain(lobby, key)
  await settled()
  expect(hub.published.map((publish) => publish.key)).toEqual([key, key])
  expect(room().outgoing).toMatchObject([{ delivery: { state: 'sent' } }])
})

test('a refusal that stays is not offered again', async () => {
  const { hub, chat, room } = await enter()
  hub.failNext({ code: 'rejected', message: 'Not here.', retryable: false })
  chat.say(lobby, 'hello')
  await settled()
  expect(room().outgoing).toMatchObject([{ delivery: { mayRetry: false } }])
})

test('a conversation is pointed out to who is not in it', async () => {
  const { hub, chat } = await enter()
  chat.talkTo(ada)
  chat.say('dm:ada,me', 'psst')
  await settled()
  expect(hub.published.map(({ channel }) => channel)).toEqual(['dm:ada,me', 'inbox:ada'])
  hub.people('dm:ada,me', [ada, me])
  chat.say('dm:ada,me', 'now you are here')
  await settled()
  expect(hub.published.map(({ channel }) => channel).slice(2)).toEqual(['dm:ada,me'])
})

test('a pointer in one’s inbox opens the conversation as unread', async () => {
  const { hub, chat, room } = await enter()
  hub.keep('dm:ada,me', ada, { text: 'psst' })
  hub.hear('inbox:me', ada, { conversation: 'dm:ada,me' })
  await settled()
  expect(room('dm:ada,me').title).toBe('Ada')
  expect(unreadOf(room('dm:ada,me'), 'me')).toBe(1)
  expect(chat.state().active).toBe(lobby)
})

test('a conversation that one has left comes back with a new pointer only', async () => {
  const { hub, chat, shelf } = await enter()
  hub.hear('inbox:me', ada, { conversation: 'dm:ada,me' })
  await settled()
  chat.leave('dm:ada,me')
  chat.end()
  const again = await enter(hub, shelf)
  expect(again.chat.state().rooms).toHaveLength(1)
  hub.hear('inbox:me', ada, { conversation: 'dm:ada,me' })
  expect(again.chat.state().rooms).toHaveLength(2)
})

test('a conversation that there is no room for comes when another channel is left', async () => {
  const { hub, chat } = await enter()
  for (let number = chat.state().rooms.length; number < MAX_CHANNELS; number += 1) chat.open(`room:${number}`)
  hub.hear('inbox:me', ada, { conversation: 'dm:ada,me' })
  expect(chat.state().notice).toContain('Ada has written to you')
  expect(roomOf(chat.state(), 'dm:ada,me')).toBeUndefined()
  chat.leave('room:5')
  expect(roomOf(chat.state(), 'dm:ada,me')?.title).toBe('Ada')
})

test.each(['dm:bob,me', 'dm:ada,bob', 'room:trap', 'dm:me,ada'])('nobody can point at %s', async (name) => {
  const { hub, chat } = await enter()
  hub.hear('inbox:me', ada, { conversation: name })
  await settled()
  expect(chat.state().rooms).toHaveLength(1)
})

test('a channel that refuses says why, and is tried again when it is opened again', async () => {
  const { hub, chat, room } = await enter()
  hub.refuse('room:secret')
  chat.open('room:secret')
  await settled()
  expect(room('room:secret')).toMatchObject({ membership: 'refused', problem: 'You may not.' })
  chat.open('room:secret')
  await settled()
  expect(hub.log.filter((line) => line === 'join room:secret')).toHaveLength(2)
})

test('after a gap the newest page is read, and the gap shows', async () => {
  const { hub, texts } = await enter()
  hub.hear(lobby, ada, { text: 'one' })
  for (let offset = 2; offset <= 60; offset += 1) hub.keep(lobby, ada, { text: String(offset) })
  hub.gap(lobby, { epoch: 'e1', offset: 1 })
  await settled()
  expect(texts().slice(0, 3)).toEqual(['one', 'gap', '11'])
  expect(texts().at(-1)).toBe('60')
})

test('the last channel cannot be left', async () => {
  const { chat } = await enter()
  chat.leave(lobby)
  expect(chat.state().rooms).toHaveLength(1)
})

test('a name that is taken is told, and the old one stays', async () => {
  const { hub, chat } = await enter()
  hub.renames = async () => {
    throw { code: 'name_taken', message: 'x', retryable: false }
  }
  expect(await chat.rename('Ada')).toBe('Somebody else has this name. Choose another one.')
  expect(chat.state().me.name).toBe('Me')
})

test('what was not sent when the tab was left is sent when it is there again, with its key', async () => {
  const { hub, shelf, tab, chat } = await enter()
  hub.failNext({ code: 'muted', message: 'muted' })
  chat.say(lobby, 'refused')
  await settled()
  hub.hangNext()
  chat.say(lobby, 'on its way')
  chat.end()
  const again = await enter(stubHub(me), shelf, tab)
  expect(again.hub.published).toEqual([{ channel: lobby, data: { text: 'on its way' }, key: 'key2' }])
  expect(again.room().outgoing).toMatchObject([{ text: 'refused', delivery: { state: 'failed' } }])
})

test('what is sent is not sent again', async () => {
  const { shelf, tab, chat } = await enter()
  chat.say(lobby, 'once')
  await settled()
  const again = await enter(stubHub(me), shelf, tab)
  expect(chat.state().rooms).toHaveLength(1)
  expect(again.hub.published).toEqual([])
})

test('what is read in one tab is read in the other', async () => {
  const one = await enter()
  const other = await enter(stubHub(me), one.shelf)
  one.hub.hear(lobby, ada, { text: 'hello' })
  other.hub.hear(lobby, ada, { text: 'hello' })
  expect(unreadInAll(other.chat.state())).toBe(1)
  one.chat.read(lobby)
  expect(unreadInAll(other.chat.state())).toBe(0)
})

test('a channel that is joined or left in one tab is so in the other, unless it is read there', async () => {
  const one = await enter()
  const other = await enter(stubHub(me), one.shelf)
  const names = () => other.chat.state().rooms.map(({ name }) => name)
  one.chat.open('room:books')
  expect(names()).toEqual([lobby, 'room:books'])
  one.chat.leave('room:books')
  expect(names()).toEqual([lobby])
  one.chat.open('room:books')
  one.chat.leave(lobby)
  expect(names()).toEqual([lobby, 'room:books'])
})

test('who is forgotten leaves nothing in the browser', async () => {
  const { hub, shelf, tab, chat } = await enter()
  chat.forget()
  hub.hear(lobby, ada, { text: 'hello' })
  chat.read(lobby)
  expect(shelf.read('stoa.kept.me')).toBeUndefined()
  expect(tab.read('stoa.unsent.me')).toBeUndefined()
})

test('a channel that is opened without a connection is not taken for a refusal, and joined with the next one', async () => {
  const { hub, chat, room } = await enter()
  hub.line({ state: 'closed', reason: 'too_many_connections' })
  chat.open('room:books')
  await settled()
  expect(room('room:books').membership).not.toBe('refused')
  hub.line({ state: 'open', user: me })
  await settled()
  expect(room('room:books').membership).toBe('joined')
})

test('a name that was chosen on another device is one’s own here too', async () => {
  const { hub, chat } = await enter()
  hub.people(lobby, [ada, { ...me, name: 'Somebody Else' }])
  expect(chat.state().me).toEqual({ ...me, name: 'Somebody Else' })
})

test('a conversation is called after the other from the start, if one is in a room with them', async () => {
  const { hub, chat, room } = await enter()
  hub.people(lobby, [ada, me])
  chat.open('dm:ada,me')
  expect(room('dm:ada,me').title).toBe('Ada')
})
