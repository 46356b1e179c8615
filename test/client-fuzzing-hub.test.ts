import { describe, expect, test } from 'vitest'
import { hellos, nonsense, shapes } from './support/fuzzing-nonsense.ts'
import { type Attack, type FuzzingServer, reply, rightHello, type Said } from './support/fuzzing-server.ts'
import {
  type Attacked,
  attacked,
  expectUsable,
  lastText,
  lastWord,
  untilOver,
} from './support/fuzzing-tried.ts'
import { code, connectionOf, isIn, serve, start } from './support/hub-tried.ts'
import { serverFrame } from './support/server-frame.ts'

const joined = {
  offset: 5,
  epoch: 'e',
  recovered: false,
  count: 0,
  present: 1,
  members: [{ id: 'a', name: 'A' }],
}
const data: Readonly<Record<string, unknown>> = {
  join: joined,
  history: { events: [], epoch: 'e', more: true },
  presence: { members: [], count: 50, asOf: 1 },
  publish: { offset: 6, epoch: 'e', mid: 'm' },
}
const right = (said: Said): string => reply(said, data[said.action] ?? {})

/** Use all of it. What comes of it is known when the client is closed, or before. */
function attemptAll({ client }: Attacked): Promise<string>[] {
  const room = client.channel('room:a')
  client.subscribe('e1', () => {})
  const ofRoom = [room.join(), room.publish(1), room.history()]
  return [...ofRoom, client.direct('b', 1), client.rename('x')].map(code)
}

/** Let 20 s pass. */
async function live({ client, time }: Attacked): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    time.pass(1_000)
    await new Promise(setImmediate)
    if (client.state.state === 'waiting') return
  }
}

/** It does not ask faster than a person who is nervous. */
const expectCalm = (server: FuzzingServer): void => {
  expect(server.said.length).toBeLessThan(100)
  expect(server.opened).toBeLessThan(10)
}

/** What came of everything that it was asked for. */
async function survives(attack: Attack): Promise<string[]> {
  const tried = await attacked(attack)
  const all = attemptAll(tried)
  await untilOver(tried)
  await live(tried)
  expectCalm(tried.server)
  await expectUsable(tried)
  expect({}).not.toHaveProperty('polluted')
  return Promise.all(all)
}

const aBug: unknown = expect.stringContaining('TypeError')

describe('a client survives', () => {
  test.each(Object.keys(nonsense))('%s in a channel', async (name) => {
    const texts = nonsense[name] ?? []
    const answer = (said: Said): string[] =>
      said.action === 'join' ? [right(said), ...texts, lastText] : [right(said)]
    expect(await survives({ answer })).not.toContainEqual(aBug)
  })

  test.each(Object.keys(nonsense).filter((name) => name.includes('goodbye')))(
    '%s, and the line is cut',
    async (name) => {
      const pieces = (nonsense[name] ?? []).map((text) => serverFrame(text))
      expect(await survives({ pieces, cuts: true })).not.toContainEqual(aBug)
    },
  )

  test.each(Object.keys(shapes))('%s as each answer', async (name) => {
    expect(await survives({ answer: (said) => [reply(said, shapes[name]), lastText] })).not.toContainEqual(
      aBug,
    )
  })

  test.each(Object.keys(shapes))('%s as each error', async (name) => {
    const answer = ({ id }: Said): string[] => [
      JSON.stringify({ type: 'reply', id, ok: false, error: shapes[name] }),
      lastText,
    ]
    expect(await survives({ answer })).not.toContainEqual(aBug)
  })

  test.each(Object.keys(shapes))('%s as the answer to hello', async (name) => {
    expect(await survives({ hello: shapes[name], pieces: [lastWord] })).not.toContainEqual(aBug)
  })

  test.each(Object.keys(hellos))('a hello with %s', async (name) => {
    expect(
      await survives({
        hello: { ...rightHello, ...hellos[name] },
        pieces: [lastWord],
        answer: (said) => [right(said)],
      }),
    ).not.toContainEqual(aBug)
  })

  test('a server that answers nothing', async () => {
    const tried = await attacked({})
    const all = attemptAll(tried)
    await isIn(tried, 'open')
    await live(tried)
    await expectUsable(tried)
    expect(await Promise.all(all)).toContain('timeout')
  })

  test.each([0, -1, 1e300, 'x', null])(
    'an error that is to be tried again after %j',
    async (retryAfterMs) => {
      const error = {
        code: 'rate_limited',
        status: 429,
        message: '',
        retryable: true,
        retryAfterMs,
        requestId: 'r',
      }
      const answer = ({ id }: Said): string[] => [JSON.stringify({ type: 'reply', id, ok: false, error })]
      const tried = await attacked({ answer, pieces: [lastWord] })
      const all = attemptAll(tried)
      await untilOver(tried)
      for (let step = 0; step < 50; step += 1) await new Promise(setImmediate)
      expect(tried.server.said.length).toBeLessThan(20)
      await expectUsable(tried)
      await Promise.all(all)
    },
  )

  test('a goodbye to each connection, without ever rotating faster than its back-off', async () => {
    const bye = '{"type":"event","event":"goodbye","reason":"rotate","reconnect":true,"delayMs":[0,0]}'
    const tried = await attacked({ pieces: [serverFrame(bye)], answer: (said) => [right(said)] })
    await isIn(tried, 'open')
    for (let step = 0; step < 200; step += 1) {
      tried.time.pass(10)
      await new Promise(setImmediate)
    }
    expect(tried.server.opened).toBeLessThan(5)
    await expectUsable(tried)
  })
})

test('who talks and answers nothing gets one ping at a time', async () => {
  const tried = await attacked({ pieces: [lastWord] })
  await untilOver(tried)
  for (let beat = 0; beat < 10; beat += 1) {
    tried.client
      .channel('room:a')
      .publish(beat)
      .catch(() => {})
    tried.time.pass(9_000)
    if (tried.client.state.state !== 'open') break
    await new Promise(setImmediate)
  }
  const pings = tried.server.said.filter(({ action }) => action === 'ping')
  expect(pings.length).toBeLessThanOrEqual(4)
})

test.each([
  ['a long epoch', { epoch: 'x'.repeat(33), offset: 1 }],
  ['a negative offset', { epoch: 'x', offset: -1 }],
  ['no offset', { epoch: 'x', offset: Number.NaN }],
])('a position with %s, which no server takes, is not asked for', async (_name, since) => {
  const server = await serve()
  const tried = start(server)
  await tried.client.channel('room:a').join(since)
  const [hello, join] = connectionOf(server)?.asked ?? []
  expect(hello).toMatchObject({ action: 'hello', resume: {} })
  expect(join).not.toHaveProperty('since')
})
