import { expect, test } from 'vitest'
import { manualClock } from './support/clock.ts'
import { enterHub, type Frame, type HubClient } from './support/hub-client.ts'
import { startServer } from './support/server.ts'

/** What every error says, whatever it is. */
const whole = {
  status: expect.any(Number),
  message: expect.stringMatching(/^[A-Z].{8,}/),
  retryable: expect.any(Boolean),
  requestId: expect.stringMatching(/^.{8,}/),
}

async function enter(): Promise<HubClient> {
  return enterHub(await startServer())
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const publishing = (data: string): string => `{"action":"publish","id":"1","channel":"room:1","data":${data}}`

test.each([
  ['nothing', '', 'bad_request'],
  ['no JSON', '{"action":"ping"', 'bad_request'],
  ['more than JSON', '{"action":"ping"} x', 'bad_request'],
  ['null', 'null', 'unknown_action'],
  ['a text', '"ping"', 'unknown_action'],
  ['a list of requests', '[{"action":"ping","id":"1"}]', 'unknown_action'],
  ['no action', '{"id":""}', 'unknown_action'],
  ['ten thousand lists', nested(10_000), 'unknown_action'],
  ['an id that is a number', '{"action":"ping","id":5}', 'bad_request'],
  ['an empty id', '{"action":"ping","id":""}', 'bad_request'],
  ['a long id', `{"action":"ping","id":"${'x'.repeat(37)}"}`, 'bad_request'],
])('%s is answered with an event, as it has no id', async (_what, frame, code) => {
  const ada = await enter()
  ada.client.send(frame)
  expect((await ada.event('error')).error).toMatchObject({ ...whole, code })
  await ada.data('ping')
})

test.each([
  ['an action that is a number', '{"action":5,"id":"1"}', 'unknown_action'],
  ['an action in a list', '{"action":["ping"],"id":"1"}', 'unknown_action'],
  ['an action of capitals', '{"action":"PING","id":"1"}', 'unknown_action'],
  ['a prototype', '{"action":"__proto__","id":"1"}', 'unknown_action'],
  ['the default route', '{"action":"$default","id":"1"}', 'unknown_action'],
  ['the last of two actions', '{"action":"ping","action":"no","id":"0","id":"1"}', 'unknown_action'],
  ['no data', '{"action":"publish","id":"1","channel":"room:1"}', 'bad_request'],
  ['ten thousand lists', publishing(nested(10_000)), 'bad_request'],
  ['a byte too much', publishing(`"${'x'.repeat(16_383)}"`), 'too_large'],
  ['two bytes a sign', publishing(`"${'é'.repeat(8_192)}"`), 'too_large'],
  [
    'history of both sides',
    '{"action":"history","id":"1","channel":"room:1","before":2,"after":1}',
    'bad_request',
  ],
])('%s is answered as a reply', async (_what, frame, code) => {
  const ada = await enter()
  ada.client.send(frame)
  const { ok, error } = await ada.reply('1')
  expect([ok, error]).toEqual([false, expect.objectContaining({ ...whole, code })])
})

test.each([
  ['16 KB of signs', publishing(`"${'x'.repeat(16_382)}"`)],
  ['16 KB of two bytes a sign', publishing(`"${'é'.repeat(8_191)}"`)],
  ['16 KB that were sent as more', publishing(`[${' '.repeat(30_000)}"${'\\u0041'.repeat(16_000)}"]`)],
  ['five hundred lists', publishing(nested(500))],
  ['names of the language', publishing('{"__proto__":{"x":1},"constructor":1}')],
])('%s are let through as they are', async (_what, frame) => {
  const ada = await enter()
  await ada.data('join', { channel: 'room:1' })
  ada.client.send(frame)
  expect(await ada.reply('1')).toMatchObject({ ok: true })
  const { data }: Frame = await ada.event('message')
  expect(JSON.stringify(data)).toBe(JSON.stringify(JSON.parse(frame).data))
})

test.each([
  ['is not masked', [0x81, 0x01, 0x61]],
  ['is not UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]],
  ['is of no known kind', [0x83, 0x80, 0, 0, 0, 0]],
  ['uses what was not agreed', [0xf1, 0x80, 0, 0, 0, 0]],
])('a frame that %s ends the connection, with a goodbye', async (_what, bytes) => {
  const ada = await enter()
  const socket: unknown = Reflect.get(ada.client.ws, '_socket')
  Reflect.apply(Object(socket).write, socket, [Buffer.from(bytes)])
  expect(await ada.event('goodbye')).toMatchObject({ reason: 'bad_request', reconnect: false })
  expect(await ada.client.closed).toEqual({ code: 4001, reason: 'bad_request' })
})

test('who goes on for long over the rate is told when to come back', async () => {
  const ada = await enter()
  for (let at = 0; at < 1_200; at += 1) ada.client.send('{"action":"ping"}')
  expect(await ada.event('goodbye')).toMatchObject({ reason: 'too_many_requests', reconnect: true })
  expect(await ada.client.closed).toEqual({ code: 4100, reason: 'too_many_requests' })
})

test('who waits as long as they are told is let through', async () => {
  const namespaces = {
    slow: {
      join: 'guest',
      publish: 'guest',
      history: 'guest',
      presence: 'guest',
      rate: 5,
      retention: { events: 0, ageMs: 0 },
    },
  } as const
  const clock = manualClock()
  const ada = await enterHub(await startServer({ clock, hub: { namespaces } }))
  const say = (): Promise<Frame> => ada.ask('publish', { channel: 'slow:1', data: 1 })
  let refused: Frame = {}
  while (refused.ok !== false) refused = await say()
  const { code, retryAfterMs } = Object(refused.error)
  expect([code, retryAfterMs]).toEqual(['rate_limited', 200])
  clock.advance(retryAfterMs)
  expect(await say()).toMatchObject({ ok: true })
})
