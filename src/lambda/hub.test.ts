import { expect, test } from 'vitest'
import { everyone } from '../core/index.ts'
import { type Frame, type HubWorld, hubWorld } from './hub.fixture.ts'

const room = 'room:a'

/** So many users who are in a room, and have heard nothing. */
async function inRoom(...names: readonly string[]): Promise<HubWorld> {
  const made = hubWorld()
  for (const name of names) await made.connect(name)
  for (const name of names) await made.say(name, { action: 'join', id: 'j', channel: room })
  await made.pass(30_000)
  for (const name of names) made.heard(name)
  return made
}

const publish = (data: unknown, more: Frame = {}): Frame => ({
  action: 'publish',
  id: 'p',
  channel: room,
  data,
  ...more,
})

const ofEvent = (frames: readonly Frame[], name: string): readonly Frame[] =>
  frames.filter(({ event }) => event === name)

test('what is published reaches everybody once with its position, and the ack is ahead of the own copy', async () => {
  const made = await inRoom('ada', 'bob')
  await made.say('ada', publish('hi'))
  const [ack, own] = made.heard('ada')
  expect(ack).toMatchObject({ type: 'reply', id: 'p', ok: true, data: { offset: 1 } })
  expect(own).toMatchObject({ event: 'message', offset: 1, data: 'hi', from: { id: 'ada' } })
  expect(ofEvent(made.heard('bob'), 'message')).toEqual([own])
})

test('a publish that is sent again with its key is answered as the first was, and handed to nobody', async () => {
  const made = await inRoom('ada', 'bob')
  await made.say('ada', publish('hi', { key: 'k' }))
  await made.say('ada', publish('hi', { id: 'p2', key: 'k' }))
  const replies = made.heard('ada').filter(({ type }) => type === 'reply')
  expect(replies).toMatchObject([{ data: { offset: 1 } }, { data: { offset: 1, duplicate: true } }])
  expect(ofEvent(made.heard('bob'), 'message')).toHaveLength(1)
})

test('who comes back gets what was missed, in order and once, ahead of the sign that it was all', async () => {
  const made = await inRoom('ada', 'bob')
  await made.say('ada', publish(0))
  const [seen] = ofEvent(made.heard('bob'), 'message')
  await made.made.disconnect('bob')
  for (let at = 1; at <= 150; at += 1) await made.say('ada', publish(at))
  await made.connect('bob2', 'bob')
  const since = { epoch: seen?.epoch, offset: seen?.offset }
  await made.say('bob2', { action: 'join', id: 'j', channel: room, since })
  const [reply, ...frames] = made.heard('bob2')
  expect(reply).toMatchObject({ ok: true, data: { recovered: true, count: 150 } })
  expect(frames.at(-1)).toMatchObject({ event: 'caught_up', offset: 151 })
  expect(frames.slice(0, -1).map(({ offset }) => offset)).toEqual(
    Array.from({ length: 150 }, (_, at) => at + 2),
  )
})

test('a greeting resumes several channels at once', async () => {
  const made = await inRoom('ada')
  await made.say('ada', publish('hi'))
  const [, own] = made.heard('ada')
  await made.connect('eve')
  const since = { epoch: own?.epoch, offset: 0 }
  await made.say('eve', { action: 'hello', id: 'h', resume: { [room]: since, 'room:b': since } })
  const [reply, ...frames] = made.heard('eve')
  expect(reply).toMatchObject({
    id: 'h',
    data: { resumed: { [room]: { recovered: true, count: 1 }, 'room:b': { recovered: false } } },
  })
  expect(ofEvent(frames, 'message')).toMatchObject([{ data: 'hi' }])
  expect(ofEvent(frames, 'caught_up')).toHaveLength(2)
})

test('who cannot be told where a channel is has not joined it', async () => {
  const made = await inRoom('ada')
  await made.connect('bob')
  made.made.fate = { failsAt: 3 }
  await made.say('bob', { action: 'join', id: 'j', channel: room })
  made.made.fate = {}
  expect(made.heard('bob')).toMatchObject([{ id: 'j', ok: false, error: { code: 'unavailable' } }])
  expect(await made.made.home.members.has(`channel:${room}`, 'bob')).toBe(false)
})

test('who goes has left after the grace, and a user who comes back in it has not', async () => {
  const made = await inRoom('ada', 'bob', 'eve')
  await made.made.disconnect('bob')
  await made.made.disconnect('eve')
  await made.pass(5_000)
  await made.connect('eve2', 'eve')
  await made.say('eve2', { action: 'join', id: 'j', channel: room })
  await made.pass(25_000)
  const frames = made.heard('ada')
  expect(ofEvent(frames, 'left')).toMatchObject([{ user: { id: 'bob' }, count: 2 }])
  expect(ofEvent(frames, 'joined')).toEqual([])
})

test('who says something now and then is there, and learns where a channel is; who is silent has left', async () => {
  const made = await inRoom('ada', 'bob')
  for (let at = 0; at < 4; at += 1) {
    await made.say('ada', { action: 'ping' })
    await made.pass(25_000)
  }
  const frames = made.heard('ada')
  expect(ofEvent(frames, 'left')).toMatchObject([{ user: { id: 'bob' } }])
  expect(ofEvent(frames, 'position')).toHaveLength(4)
  expect(made.heard('bob')).toMatchObject([{ event: 'left', user: { id: 'bob' } }])
})

test('leases are not renewed with every message', async () => {
  const made = await inRoom('ada')
  for (let at = 0; at < 10; at += 1) await made.say('ada', { action: 'ping' })
  expect(ofEvent(made.heard('ada'), 'position')).toHaveLength(1)
})

test('who may say nothing more is told a minute before the token ends, once, and closed a while after it', async () => {
  const made = hubWorld()
  await made.connect('ada')
  await made.pass(839_000)
  expect(made.heard('ada')).toEqual([])
  await made.pass(10_000)
  await made.say('ada', { action: 'ping', id: 'x' })
  const frames = made.heard('ada')
  expect(ofEvent(frames, 'expiring')).toEqual([
    { type: 'event', event: 'expiring', expiresAt: 1_700_000_900_000 },
  ])
  await made.pass(75_000)
  expect(made.heard('ada')).toEqual([])
  await made.pass(2_000)
  expect(made.heard('ada')).toMatchObject([{ event: 'goodbye', reason: 'expired', reconnect: true }])
  expect(made.made.closed).toEqual(['ada'])
  await made.again()
  expect(made.heard('ada')).toEqual([])
})

test('a new token is good for as long as it says', async () => {
  const made = hubWorld()
  await made.connect('ada')
  await made.pass(850_000)
  await made.say('ada', { action: 'refresh', id: 'r', token: '1700001700 ada' })
  expect(made.heard('ada').at(-1)).toMatchObject({
    id: 'r',
    ok: true,
    data: { expiresAt: 1_700_001_700_000 },
  })
  await made.pass(200_000)
  await made.say('ada', { action: 'ping', id: 'x' })
  expect(made.heard('ada')).toMatchObject([{ id: 'x', ok: true }])
  await made.pass(600_000)
  expect(ofEvent(made.heard('ada'), 'expiring')).toHaveLength(1)
  await made.pass(100_000)
  expect(made.made.closed).toEqual(['ada'])
})

test('a new token counts from the next message on, and the old one no more', async () => {
  const rules = { join: 'user', publish: 'user', history: 'user', presence: 'user' } as const
  const made = hubWorld({ namespaces: { known: { ...rules, retention: { events: 5, ageMs: 60_000 } } } })
  await made.connect('ada', 'ada', { tokenId: 'old' })
  const join = { action: 'join', id: 'j', channel: 'known:a' }
  await made.say('ada', join)
  await made.say('ada', { action: 'refresh', id: 'r', token: '1700001700 ada authenticated new' })
  await made.say('ada', join)
  expect(made.heard('ada')).toMatchObject([
    { error: { code: 'forbidden' } },
    { id: 'r', ok: true },
    { id: 'j', ok: true },
    { event: 'caught_up' },
  ])
  const { now } = made.made
  const sanction = { kind: 'revoke', at: now, until: now + 900_000 } as const
  await made.sanctions.impose({ ...sanction, subject: { token: 'old' } })
  await made.say('ada', { action: 'ping', id: 'p' })
  expect(made.heard('ada')).toMatchObject([{ id: 'p', ok: true }])
  await made.sanctions.impose({ ...sanction, subject: { token: 'new' } })
  await made.say('ada', { action: 'ping', id: 'p' })
  expect(made.heard('ada')).toMatchObject([{ event: 'goodbye', reason: 'revoked' }])
})

test('who cannot be asked after is told to try again, in the words of the hub', async () => {
  const made = await inRoom('ada')
  made.made.fate = { failsAt: 1 }
  await made.say('ada', publish('hi'))
  made.made.fate = {}
  expect(made.heard('ada')).toMatchObject([{ id: 'p', ok: false, error: { code: 'unavailable' } }])
  await made.say('ada', publish('hi'))
  expect(made.heard('ada')[0]).toMatchObject({ id: 'p', ok: true, data: { offset: 1 } })
})

test.each([
  ['of somebody else', '1700001700 eve', 'forbidden'],
  ['that does not hold', 'x', 'unauthorized'],
])('a token is refused: %s', async (_, token, code) => {
  const made = hubWorld()
  await made.connect('ada')
  await made.say('ada', { action: 'refresh', id: 'r', token })
  expect(made.heard('ada')).toMatchObject([{ ok: false, error: { code } }])
})

test('who comes with what is left of a token is closed without an answer', async () => {
  const made = hubWorld()
  await made.connect('ada')
  made.made.queue.splice(0)
  made.made.now += 926_000
  await made.say('ada', { action: 'ping', id: 'x' })
  expect(made.heard('ada')).toMatchObject([{ event: 'goodbye', reason: 'expired' }])
  expect(made.made.closed).toContain('ada')
})

test('who is banned is told to go, and closed', async () => {
  const made = await inRoom('ada')
  const { now } = made.made
  await made.sanctions.impose({ kind: 'ban', subject: { user: 'ada' }, at: now, until: now + 60_000 })
  await made.say('ada', publish('hi'))
  expect(made.heard('ada')).toMatchObject([{ event: 'goodbye', reason: 'revoked', reconnect: false }])
  expect(made.made.closed).toEqual(['ada'])
})

test('an event of the bus is kept and handed out once, though it comes twice', async () => {
  const made = await inRoom('ada')
  const event = JSON.stringify({
    id: 'event-1',
    source: 'CLI',
    'detail-type': 'Publish To Channel',
    detail: { channel: room, data: 'hi' },
    resources: [],
    time: '2026-01-01T00:00:00Z',
  })
  for (let time = 0; time < 2; time += 1) {
    expect(await made.made.deliver([event], 'rule:2')).toEqual({ batchItemFailures: [] })
  }
  const messages = made.heard('ada')
  expect(messages).toMatchObject([{ event: 'message', offset: 1, data: 'hi', from: { id: '#bus' } }])
  await made.say('ada', { action: 'history', id: 'h', channel: room })
  const [reply] = made.heard('ada')
  expect(reply).toMatchObject({ data: { events: messages } })
})

test('whose connection has ended is in nothing', async () => {
  const made = await inRoom('ada')
  await made.made.disconnect('ada')
  await made.pass(10_000)
  for (const topic of [everyone, `channel:${room}`, 'user:ada']) {
    expect((await made.made.home.members.look(topic, 10)).members).toEqual([])
  }
  expect(await made.made.home.connections.get('ada')).toBeUndefined()
})
