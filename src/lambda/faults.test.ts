import { describe, expect, test } from 'vitest'
import { chat } from '../apis/chat/api.ts'
import { lobby } from '../apis/lobby/api.ts'
import { notify } from '../apis/notify/api.ts'
import { relay } from '../apis/relay/api.ts'
import { webchat } from '../apis/webchat/api.ts'
import { type Api, everyone, Unavailable } from '../core/index.ts'
import { systemIds } from '../stores/system/ids.ts'
import { fated } from './dying.fixture.ts'
import { perform } from './perform.ts'
import { sweepFunction } from './sweep.ts'
import { workerFunction } from './worker.ts'
import { type World, world } from './world.fixture.ts'

const as = (name: string) => ({ principalId: name, stoaName: name })

/** An API with so many who have been there for a while, and have heard nothing. */
async function crowd(api: Api, size: number): Promise<World> {
  const made = world(api)
  for (let at = 0; at < size; at += 1) await made.connect(`c${at}`, as(`c${at}`))
  made.queue.splice(0)
  made.now += 60_000
  return made
}

async function idsIn(made: World, topic = everyone): Promise<readonly string[]> {
  const { members } = await made.home.members.look(topic, 1_000)
  return members.map(({ connectionId }) => connectionId)
}

const most = (made: World, frame: RegExp): number =>
  Math.max(...[...made.heard.values()].map((frames) => frames.filter((each) => frame.test(each)).length))

describe('a job that comes again when the topic has another size', () => {
  test.each([
    ['from small to large', 99, 5],
    ['from one segment to more', 249, 5],
    ['from two segments to three', 498, 60],
  ])('brings no second copy: %s', async (_label, size, more) => {
    const made = await crowd(lobby(systemIds()), size)
    await made.connect('eve', as('Eve'))
    const jobs = made.queue.splice(0).map(({ body }) => body)
    await made.deliver(jobs)
    await made.work()
    for (let at = 0; at < more; at += 1) await made.connect(`d${at}`, as(`d${at}`))
    made.queue.splice(0)
    expect(await made.deliver(jobs)).toEqual({ batchItemFailures: [] })
    await made.work()
    expect(most(made, /Eve joined/)).toBe(1)
  })
})

test('a broadcast whose worker died when its jobs were queued is cut the same way again', async () => {
  const made = await crowd(lobby(systemIds()), 498)
  await made.connect('eve', as('Eve'))
  const jobs = made.queue.splice(0).map(({ body }) => body)
  // A read of the connection and one of the topic, a claim, a note in it, and the queue: it dies behind that.
  const { home, ports } = fated(made.home, made.ports, { diesAt: 10 })
  const dead = workerFunction({ homes: new Map([['lobby', home]]), rules: new Map() }, ports)
  void dead({ Records: jobs.map((body) => ({ messageId: 'm', body, eventSourceARN: 'jobs' })) })
  await expect.poll(() => made.queue.length).toBeGreaterThan(0)
  await made.work()
  for (let at = 0; at < 60; at += 1) await made.connect(`d${at}`, as(`d${at}`))
  made.queue.splice(0)
  made.now += 180_000
  expect(await made.deliver(jobs)).toEqual({ batchItemFailures: [] })
  await made.work()
  expect(most(made, /Eve joined/)).toBe(1)
  expect(made.heard.size).toBeGreaterThan(498)
})

describe('when a step of it fails', () => {
  const apis: [string, Api][] = [
    ['chat', chat],
    ['relay', relay],
    ['notify', notify],
    ['webchat', webchat('poc')],
    ['lobby', lobby(systemIds())],
  ]

  test.each(apis)('a connection is refused with 503, and nothing is left of it: %s', async (_name, api) => {
    for (let failsAt = 1, isThrough = false; !isThrough; failsAt += 1) {
      const made = world(api)
      made.fate = { failsAt }
      const answer = await made.connect('ada', as('Ada'))
      isThrough = answer.statusCode === 200
      if (isThrough) continue
      expect(answer).toEqual({ statusCode: 503 })
      expect(await made.home.connections.get('ada')).toBeUndefined()
      expect(await idsIn(made)).toEqual([])
      expect(failsAt).toBeLessThan(50)
    }
  })

  test.each([
    ['to a few', 5],
    ['to many', 150],
  ])('a message has an ack and copies, or is refused: %s', { timeout: 60_000 }, async (_label, size) => {
    const made = await crowd(chat, size)
    for (let at = 0; at < size; at += 1) {
      await made.say(`c${at}`, { type: 'join', payload: { channel: 'c' } }, as(`c${at}`))
    }
    const outcome = async (failsAt: number): Promise<string> => {
      for (const frames of made.heard.values()) frames.splice(0)
      made.fate = { failsAt }
      const body = { type: 'message', payload: { channel: 'c', message: `text ${failsAt}` } }
      const answered = await made.say('c0', body, as('c0')).then(({ statusCode }) => statusCode)
      made.fate = {}
      await made.work()
      const said = (made.heard.get('c0') ?? []).map((frame) => Object.keys(JSON.parse(frame))[0] ?? '')
      const others = [...made.heard].filter(([id]) => id !== 'c0').map(([, frames]) => frames.length)
      return [...said.toSorted(), answered, ...new Set(others)].join(' ')
    }
    const outcomes = new Set<string>()
    for (let failsAt = 1; failsAt < 20; failsAt += 1) outcomes.add(await outcome(failsAt))
    // An ack, the own copy, and a copy for each of the others; or an error, and nothing for anybody.
    expect([...outcomes].toSorted()).toEqual(['error 200 0', 'message type 200 1'])
  })
})

test('who cannot be reached for a while after the connection was made gets the greeting then', async () => {
  const made = world(chat)
  await made.connect('ada', as('ada'))
  const opensAt = made.now + 5_000
  made.fails = () => (made.now < opensAt ? 'gone' : undefined)
  await made.work()
  expect(made.heard.get('ada')).toEqual(['{"message":"Successfully connected!"}'])
})

test('copies that can neither be sent nor put off cost nobody else a copy', async () => {
  const made = await crowd(relay, 30)
  made.fails = (id) => (id === 'c7' ? 'busy' : id === 'c8' ? 'gone' : undefined)
  // The queue, after a look at the members and 29 posts.
  made.fate = { failsAt: 1 + 29 + 1 }
  const answer = await made.say('c0', { action: 'message', message: 'hi' }, as('c0'))
  expect(answer).toEqual({ statusCode: 200 })
  expect(made.queue).toEqual([])
  expect(made.heard.size).toBe(27)
})

test('a connection that somebody died forgetting is forgotten by whoever meets it', async () => {
  const made = await crowd(relay, 3)
  const { connections } = made.home
  const home = { ...made.home, connections: { ...connections, end: async () => 'gone' as const } }
  const ended = {
    kind: 'ended',
    api: 'relay',
    id: 'job',
    connectionId: 'c1',
    code: 1006,
    reason: '',
  } as const
  await perform(ended, home, made.ports)
  expect((await idsIn(made)).toSorted()).toEqual(['c0', 'c2'])
  expect(await connections.get('c1')).toBeUndefined()
})

test('a sweep goes on with the other APIs when one cannot be asked after', async () => {
  const made = await crowd(relay, 2)
  await made.home.sockets.close('c1', 1006, '')
  const broken = {
    ...made.home,
    members: { ...made.home.members, look: () => Promise.reject(new Unavailable('the table is away')) },
  }
  await expect(sweepFunction([broken, made.home], made.ports)()).rejects.toThrow(Unavailable)
  expect(made.queue).toHaveLength(1)
})
