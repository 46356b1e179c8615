import { expect, test } from 'vitest'
import { chat } from '../apis/chat/api.ts'
import { lobby } from '../apis/lobby/api.ts'
import { notify } from '../apis/notify/api.ts'
import { relay } from '../apis/relay/api.ts'
import { webchat } from '../apis/webchat/api.ts'
import { everyone } from '../core/index.ts'
import { systemIds } from '../stores/system/ids.ts'
import { sweepFunction } from './sweep.ts'
import { type World, world } from './world.fixture.ts'

const as = (id: string) => ({ principalId: id })
const anonymous = (name: string) => ({ principalId: name, stoaName: name })

async function crowd(api: Parameters<typeof world>[0], size: number): Promise<World> {
  const made = world(api)
  for (let at = 0; at < size; at += 1) await made.connect(`c${at}`, as(`u${at}`))
  await made.work()
  made.now += 60_000
  return made
}

test('what one says reaches all others once', async () => {
  const { say, heard } = await crowd(relay, 20)
  expect(await say('c0', { action: 'message', message: 'hi' })).toEqual({ statusCode: 200 })
  expect(heard.get('c0')).toBeUndefined()
  for (let at = 1; at < 20; at += 1) expect(heard.get(`c${at}`)).toEqual(['hi'])
})

test('a large audience is reached by jobs, each member once', async () => {
  const made = await crowd(relay, 700)
  await made.say('c0', { action: 'message', message: 'hi' })
  expect(made.heard.size).toBe(0)
  await made.work()
  expect(made.heard.size).toBe(699)
  expect([...made.heard.values()].every((frames) => frames.length === 1)).toBe(true)
})

test('a job that is done again sends nothing again', async () => {
  const made = await crowd(relay, 300)
  await made.say('c0', { action: 'message', message: 'hi' })
  const bodies = made.queue.map(({ body }) => body)
  await made.work()
  expect(await made.deliver(bodies)).toEqual({ batchItemFailures: [] })
  await made.work()
  expect([...made.heard.values()].every((frames) => frames.length === 1)).toBe(true)
})

test('who is busy gets the copy later, and nobody else a second one', async () => {
  const made = await crowd(relay, 30)
  made.fails = (id) => (id === 'c7' ? 'busy' : undefined)
  await made.say('c0', { action: 'message', message: 'hi' })
  expect(made.heard.get('c7')).toBeUndefined()
  expect(made.queue.map(({ delaySeconds }) => delaySeconds)).toEqual([expect.any(Number)])
  made.fails = () => undefined
  await made.work()
  expect(made.heard.get('c7')).toEqual(['hi'])
  expect([...made.heard.values()].every((frames) => frames.length === 1)).toBe(true)
})

test('who stays busy is given up in the end', async () => {
  const made = await crowd(relay, 2)
  made.fails = () => 'busy'
  await made.say('c0', { action: 'message', message: 'hi' })
  await made.work()
  expect(made.queue).toEqual([])
})

test('a connection that is found to be gone is taken out, and its end is told once', async () => {
  const made = world(lobby(systemIds()))
  await made.connect('ada', anonymous('Ada'))
  await made.connect('bob', anonymous('Bob'))
  await made.work()
  made.now += 60_000
  made.heard.get('ada')?.splice(0)
  made.fails = (id) => (id === 'bob' ? 'gone' : undefined)
  await made.say('ada', { action: 'send', text: 'hi' }, anonymous('Ada'))
  await made.say('ada', { action: 'send', text: 'ho' }, anonymous('Ada'))
  await made.disconnect('bob')
  await made.work()
  const texts = made.heard.get('ada')?.map((frame) => JSON.parse(frame).text)
  expect(texts).toEqual(['hi', 'ho', 'Bob left'])
  expect(
    (await made.home.members.look(everyone, 100)).members.map(({ connectionId }) => connectionId),
  ).toEqual(['ada'])
})

test('a connection that has just opened is not taken for gone, and gets its copy when it is there', async () => {
  const made = world(relay)
  await made.connect('ada', as('ada'))
  made.now += 60_000
  await made.connect('bob', as('bob'))
  made.fails = (id) => (id === 'bob' ? 'gone' : undefined)
  await made.say('ada', { action: 'message', message: 'hi' })
  expect(made.queue).toMatchObject([{ body: expect.stringContaining('"kind":"posts"') }])
  made.fails = () => undefined
  await made.work()
  expect(made.heard.get('bob')).toEqual(['hi'])
  expect(await made.home.connections.get('bob')).toBeDefined()
})

test('a copy for a connection that opened and vanished is not tried for long', async () => {
  const made = world(relay)
  await made.connect('ada', as('ada'))
  made.now += 60_000
  await made.connect('bob', as('bob'))
  await made.disconnect('bob')
  await made.home.connections.open(
    { connectionId: 'eve', connectedAt: made.now, user: { id: 'eve' }, sourceIp: '' },
    ['*'],
  )
  await made.say('ada', { action: 'message', message: 'hi' })
  await made.home.connections.forget('eve')
  const [job, ...others] = made.queue.splice(0)
  expect(others).toEqual([])
  expect(await made.deliver([job?.body ?? ''])).toEqual({ batchItemFailures: [] })
  expect(made.queue).toEqual([])
})

test('the ack is sent before the own copy', async () => {
  const made = world(chat)
  await made.connect('ada', as('ada'))
  await made.work()
  const say = (type: string, payload: object) => made.say('ada', { type, payload }, as('ada'))
  await say('set-name', { username: 'Ada' })
  await say('join', { channel: 'c' })
  await say('message', { channel: 'c', message: 'hi' })
  await say('leave', { channel: 'c' })
  expect(made.heard.get('ada')).toEqual([
    '{"message":"Successfully connected!"}',
    '{"message":"Username set to Ada"}',
    '{"message":"You have joined c"}',
    '{"message":"Message sent to c: hi"}',
    '{"type":"chat_message_received","payload":{"username":"Ada","message":"hi","channel":"c"}}',
    '{"message":"You have left c"}',
  ])
})

test('the ack is sent before the own copy of a large channel too', async () => {
  const made = await crowd(chat, 150)
  for (let at = 0; at < 150; at += 1) {
    await made.say(`c${at}`, { type: 'join', payload: { channel: 'c' } }, as(`u${at}`))
  }
  await made.ports.users.rename('u0', 'Ada')
  await made.say('c0', { type: 'message', payload: { channel: 'c', message: 'hi' } }, as('u0'))
  await made.work()
  expect(
    made.heard
      .get('c0')
      ?.slice(2)
      .map((frame) => Object.keys(JSON.parse(frame))[0]),
  ).toEqual(['message', 'type'])
  expect(made.heard.get('c1')?.length).toBe(3)
})

test('who is refused hears why, and is closed', async () => {
  const made = world(chat)
  const refused = { principalId: 'x', stoaRefused: 'no-token' }
  expect(await made.connect('eve', refused)).toEqual({ statusCode: 200 })
  await made.say('eve', { type: 'join', payload: { channel: 'c' } }, refused)
  await made.work()
  expect(made.heard.get('eve')).toEqual(['{"error":"No authentication token provided"}'])
  expect(made.closed).toEqual(['eve'])
  expect(await made.home.connections.get('eve')).toBeUndefined()
})

test('an event of the bus reaches subscribers once, though it comes twice', async () => {
  const made = world(notify, { rules: new Map([['rule', { api: 'notify', index: 0 }]]) })
  await made.connect('ada', as('ada'))
  await made.say('ada', { action: 'subscribe', entityId: 'e1' }, as('ada'))
  const event = JSON.stringify({
    id: 'event-1',
    source: 'CLI',
    'detail-type': 'Entity Updated',
    detail: { entityId: 'e1', message: 'hi' },
    resources: [],
    time: '2026-01-01T00:00:00Z',
  })
  expect(await made.deliver([event], 'rule')).toEqual({ batchItemFailures: [] })
  expect(await made.deliver([event], 'rule')).toEqual({ batchItemFailures: [] })
  expect(made.heard.get('ada')).toEqual(['{"type":"Entity Updated","entityId":"e1","message":"hi"}'])
})

test('an event that cannot be handled comes again, and costs no other one', async () => {
  const made = world(notify, { rules: new Map([['rule', { api: 'notify', index: 0 }]]) })
  const body = (detail: object) =>
    JSON.stringify({
      id: 'e',
      source: 'CLI',
      'detail-type': 'Entity Updated',
      detail,
      resources: [],
      time: '2026-01-01T00:00:00Z',
    })
  expect(await made.deliver([body({}), body({ entityId: 'e1' }), 'no JSON'], 'rule')).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }],
  })
})

test('a subprotocol is answered', async () => {
  const made = world(notify)
  const answer = await made.connect('ada', as('ada'))
  expect(answer).toEqual({ statusCode: 200 })
})

test('the welcome is an event that is emitted when the connection is there', async () => {
  const made = world(webchat('poc'))
  await made.connect('ada')
  expect(made.emitted).toEqual([])
  await made.work()
  expect(made.emitted.map(({ bus, detail }) => [bus, detail])).toEqual([
    ['chatBus-poc', { connection_id: 'ada', message: 'Welcome! - connected on ada' }],
  ])
})

test('a sweep finds who is gone although nobody was told', async () => {
  const made = await crowd(lobby(systemIds()), 3)
  await made.home.sockets.close('c1', 1000, '')
  await sweepFunction([made.home], made.ports)()
  await made.work()
  const { members } = await made.home.members.look(everyone, 100)
  expect(members.map(({ connectionId }) => connectionId).toSorted()).toEqual(['c0', 'c2'])
})
