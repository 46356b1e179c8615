import { expect, test } from 'vitest'
import { upgradeStatus } from './support/client.ts'
import { manualClock } from './support/clock.ts'
import { enterHub, hubUrl } from './support/hub-client.ts'
import { login, startServer } from './support/server.ts'

test('the hub answers its own subprotocol and never the token', async () => {
  const ada = await enterHub(await startServer())
  expect(ada.client.ws.protocol).toBe('stoa.v1')
})

test('who has no token is refused with 401, and who may not come with 403', async () => {
  const server = await startServer()
  const { refresh_token, auth_token } = await login(server)
  expect(await upgradeStatus(hubUrl(server))).toBe(401)
  expect(await upgradeStatus(hubUrl(server), ['stoa.v1', 'bearer.nonsense'])).toBe(401)
  expect(await upgradeStatus(`${hubUrl(server)}?access_token=${refresh_token}`)).toBe(403)
  expect(await upgradeStatus(`${hubUrl(server)}?access_token=${auth_token}`)).toBe(101)
})

test('hello says who one is, and within which limits', async () => {
  const ada = await enterHub(await startServer())
  const hello = await ada.data('hello')
  expect(hello).toMatchObject({
    user: { id: ada.userId, name: `Guest-${ada.userId.slice(0, 4)}` },
    limits: { publishBytes: 16_384, channels: 32, requestsPerSecond: 20, burst: 40 },
    heartbeat: 25_000,
    resumed: {},
  })
  expect(hello.expiresAt).toBeGreaterThan(Date.now() + 600_000)
})

test('what is said in a channel reaches all who are in it, with its offset, and the ack comes first', async () => {
  const server = await startServer()
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  const joined = await ada.data('join', { channel: 'room:42' })
  expect(joined).toMatchObject({ offset: 0, recovered: false, count: 0, present: 1 })
  expect(await ada.event('caught_up')).toMatchObject({ channel: 'room:42', offset: 0, epoch: joined.epoch })
  await bob.data('join', { channel: 'room:42' })
  await bob.event('caught_up')
  expect(await ada.event('joined')).toMatchObject({ user: { id: bob.userId }, count: 2 })

  ada.client.send({ action: 'publish', id: 'p', channel: 'room:42', data: { text: 'hello' } })
  const [ack, copy] = (await ada.client.take(2)).map((text) => JSON.parse(text))
  expect(ack).toMatchObject({ type: 'reply', id: 'p', ok: true, data: { offset: 1, epoch: joined.epoch } })
  expect(copy).toMatchObject({ event: 'message', data: { text: 'hello' }, offset: 1, mid: ack.data.mid })
  expect(await bob.event('message')).toEqual(copy)
})

test('who comes back gets each missed message once and in order, and then what is new', async () => {
  const server = await startServer({ limits: { rate: 10_000, burst: 10_000 } })
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  const { epoch } = await bob.data('join', { channel: 'room:42' })
  await bob.client.close()
  for (let index = 0; index < 250; index += 1) await ada.data('publish', { channel: 'room:42', data: index })

  const again = await enterHub(server, bob.login)
  const joined = await again.data('join', { channel: 'room:42', since: { epoch, offset: 0 } })
  expect(joined).toMatchObject({ recovered: true, count: 250, offset: 250 })
  await ada.data('publish', { channel: 'room:42', data: 'new' })
  const seen = []
  for (let index = 0; index < 251; index += 1) seen.push((await again.event('message')).offset)
  expect(seen).toEqual(Array.from({ length: 251 }, (_, index) => index + 1))
  expect(await again.event('caught_up')).toMatchObject({ offset: 250 })
})

test('who was away for too long is told so, and gets nothing of it', async () => {
  const server = await startServer({ limits: { rate: 10_000, burst: 10_000 } })
  const ada = await enterHub(server)
  const { epoch } = await ada.data('join', { channel: 'room:42' })
  await ada.data('leave', { channel: 'room:42' })
  for (let index = 0; index < 301; index += 1) await ada.data('publish', { channel: 'room:42', data: index })
  const outside = await ada.data('join', { channel: 'room:42', since: { epoch, offset: 0 } })
  expect(outside).toMatchObject({ recovered: false, count: 0, offset: 301 })
  await ada.data('leave', { channel: 'room:42' })
  expect(await ada.data('join', { channel: 'room:42', since: { epoch, offset: 1 } })).toMatchObject({
    recovered: true,
    count: 300,
  })
  await ada.data('leave', { channel: 'room:42' })
  expect(
    await ada.data('join', { channel: 'room:42', since: { epoch: 'another', offset: 301 } }),
  ).toMatchObject({ recovered: false })
})

test('a publish that is sent again with its key is answered as the first one, and said once', async () => {
  const server = await startServer()
  const ada = await enterHub(server)
  await ada.data('join', { channel: 'room:42' })
  const first = await ada.data('publish', { channel: 'room:42', data: 1, key: 'k' })
  const again = await ada.data('publish', { channel: 'room:42', data: 1, key: 'k' })
  expect(again).toEqual({ ...first, duplicate: true })
  const { events, more } = await ada.data('history', { channel: 'room:42' })
  expect([events, more]).toMatchObject([[{ offset: 1, data: 1 }], false])
})

test('hello joins again what one was in, and says what became of each', async () => {
  const server = await startServer()
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  const one = await bob.data('join', { channel: 'room:1' })
  const two = await bob.data('join', { channel: 'room:2' })
  await bob.client.close()
  await ada.data('publish', { channel: 'room:1', data: 'missed' })
  const again = await enterHub(server, bob.login)
  const { resumed } = await again.data('hello', {
    resume: {
      'room:1': { epoch: one.epoch, offset: 0 },
      'room:2': { epoch: 'lost', offset: 7 },
      'secret:x': { epoch: two.epoch, offset: 0 },
    },
  })
  expect(resumed).toMatchObject({
    'room:1': { recovered: true, count: 1, offset: 1 },
    'room:2': { recovered: false, count: 0 },
    'secret:x': { error: { code: 'forbidden' } },
  })
  expect(await again.event('message')).toMatchObject({ data: 'missed', offset: 1 })
})

test('a reconnect within the grace is no leave, and a leave is told after it', async () => {
  const clock = manualClock()
  const server = await startServer({ clock })
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  await ada.data('join', { channel: 'room:42' })
  await bob.data('join', { channel: 'room:42' })
  await ada.event('joined')
  await bob.client.close()
  clock.advance(10_000)
  const back = await enterHub(server, bob.login)
  await back.data('join', { channel: 'room:42' })
  clock.advance(10_000)
  expect(await ada.data('presence', { channel: 'room:42' })).toMatchObject({ count: 2 })
  expect(ada.rest().filter(({ event }) => event === 'joined' || event === 'left')).toEqual([])
  await back.data('leave', { channel: 'room:42' })
  expect(await ada.event('left')).toMatchObject({ user: { id: bob.userId }, count: 1 })
})

test.each([
  ['a namespace that is not there', 'join', { channel: 'secret:1' }, 'forbidden'],
  ['a channel of two others', 'join', { channel: 'dm:ada,bob' }, 'forbidden'],
  ['speaking there', 'publish', { channel: 'dm:ada,bob', data: 1 }, 'not_joined'],
  ['reading there', 'history', { channel: 'dm:ada,bob' }, 'not_joined'],
  ['leaving what one is not in', 'leave', { channel: 'room:1' }, 'not_joined'],
  ['a name without a namespace', 'join', { channel: 'room' }, 'bad_request'],
  ['a history that is too long', 'history', { channel: 'room:1', limit: 101 }, 'bad_request'],
  ['an action that is not there', 'dance', {}, 'unknown_action'],
  ['too much', 'publish', { channel: 'room:1', data: 'x'.repeat(16_385) }, 'too_large'],
  ['a token that does not hold', 'refresh', { token: 'nonsense' }, 'unauthorized'],
  ['a name of nothing', 'name', { name: ' ' }, 'name_not_allowed'],
])('%s is refused', async (_what, action, fields, code) => {
  const ada = await enterHub(await startServer())
  expect(await ada.refusal(action, fields)).toBe(code)
})

test('a quiet channel says where it is', async () => {
  const clock = manualClock()
  // So much time passes at once that nobody could answer pings.
  const server = await startServer({ clock, spans: { pingMs: undefined } })
  const ada = await enterHub(server)
  const { epoch } = await ada.data('join', { channel: 'room:42' })
  await ada.data('publish', { channel: 'room:42', data: 1 })
  clock.advance(61_000)
  expect(await ada.event('position')).toMatchObject({ channel: 'room:42', offset: 1, epoch })
})
