import { expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { manualClock } from './support/clock.ts'
import { enterHub, hubUrl } from './support/hub-client.ts'
import { getJson } from './support/json.ts'
import { login, startServer } from './support/server.ts'

test('who drains says goodbye and when to come back', async () => {
  const server = await startServer()
  const ada = await enterHub(server)
  await ada.data('ping')
  const stopped = server.stop()
  expect(await ada.event('goodbye')).toMatchObject({
    reason: 'shutdown',
    reconnect: true,
    delayMs: [0, 3_000],
  })
  expect(await ada.client.closed).toEqual({ code: 4200, reason: 'shutdown' })
  await stopped
})

test.each([
  ['a binary frame', Buffer.from('{}')],
  ['a frame that is too large', 'x'.repeat(128 * 1024 + 1)],
])('%s ends the connection, and says not to come back', async (_what, frame) => {
  const ada = await enterHub(await startServer())
  ada.client.send(frame)
  expect(await ada.event('goodbye')).toMatchObject({ reason: 'bad_request', reconnect: false })
  expect(await ada.client.closed).toEqual({ code: 4001, reason: 'bad_request' })
})

test('who may end connections ends them for good', async () => {
  const server = await startServer()
  const ada = await enterHub(server)
  const { connectionId } = await ada.data('hello')
  const path = `${server.url}/hub/@connections/${encodeURIComponent(String(connectionId))}`
  expect((await fetch(path, { method: 'DELETE' })).status).toBe(204)
  expect(await ada.event('goodbye')).toMatchObject({ reason: 'revoked', reconnect: false })
  expect(await ada.client.closed).toEqual({ code: 4000, reason: 'revoked' })
})

test('a token that ends is told of, and a new one keeps the connection', async () => {
  const clock = manualClock()
  // So much time passes at once that nobody could answer pings.
  const server = await startServer({ clock, spans: { pingMs: undefined } })
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  for (const who of [ada, bob]) await who.data('ping')
  clock.advance(841_000)
  for (const who of [ada, bob])
    expect(await who.event('expiring')).toMatchObject({ expiresAt: expect.any(Number) })
  const { refresh_token } = ada.login
  const fresh = await getJson(`${server.url}/prod/refresh-access-token?refresh_token=${refresh_token}`)
  const { expiresAt } = await ada.data('refresh', { token: fresh.auth_token })
  expect(Number(expiresAt)).toBeGreaterThan(clock.now() + 890_000)
  clock.advance(90_000)
  expect(await bob.event('goodbye')).toMatchObject({ reason: 'expired', reconnect: true })
  expect((await bob.client.closed).code).toBe(4102)
  await ada.data('ping')
})

test('who asks too fast is told when to go on, and stays', async () => {
  const server = await startServer({ clock: manualClock() })
  const ada = await enterHub(server)
  for (let at = 0; at < 45; at += 1) ada.client.send({ action: 'ping', id: `${at}` })
  for (let at = 0; at < 40; at += 1) expect(await ada.reply(`${at}`)).toMatchObject({ ok: true })
  expect(await ada.reply('44')).toMatchObject({
    ok: false,
    error: { code: 'rate_limited', status: 429, retryable: true, retryAfterMs: 50 },
  })
})

test('what is wrong with a frame without an id is told all the same', async () => {
  const ada = await enterHub(await startServer())
  ada.client.send('not json')
  expect(await ada.event('error')).toMatchObject({ error: { code: 'bad_request' } })
  ada.client.send({ action: 'join', channel: 7 })
  expect(await ada.event('error')).toMatchObject({
    error: { code: 'bad_request', details: [{ path: 'channel' }] },
  })
  ada.client.send({ action: 'ping' })
  await ada.data('ping')
  expect(ada.rest()).toEqual([])
})

test('one can be in thirty-two channels, and have a hundred entities', async () => {
  const server = await startServer({ limits: { rate: 1_000, burst: 1_000 } })
  const ada = await enterHub(server)
  for (let at = 0; at < 32; at += 1) await ada.data('join', { channel: `room:${at}` })
  expect(await ada.refusal('join', { channel: 'room:32' })).toBe('too_many_channels')
  await ada.data('join', { channel: 'room:0' })
  await ada.data('leave', { channel: 'room:0' })
  await ada.data('join', { channel: 'room:32' })
  for (let at = 0; at < 100; at += 1) await ada.data('subscribe', { entity: `e${at}` })
  expect(await ada.refusal('subscribe', { entity: 'e100' })).toBe('too_many_channels')
})

test('a user has so many connections and no more', async () => {
  const server = await startServer()
  const who = await login(server)
  const open = (): Promise<Client> => Client.open(hubUrl(server), ['stoa.v1', `bearer.${who.auth_token}`])
  const all = await Promise.all(Array.from({ length: 200 }, open))
  const last = await open()
  expect((await last.closed).code).toBe(4002)
  await all[0]?.close()
  const next = await enterHub(server, who)
  await next.data('ping')
})

test('what was missed is not for who may not read history', async () => {
  const rules = { join: 'guest', publish: 'guest', presence: 'guest' } as const
  const retention = { events: 10, ageMs: 60_000 }
  const namespaces = {
    news: { ...rules, history: 'nobody', retention },
    club: { ...rules, history: 'user', retention },
  } as const
  const ada = await enterHub(await startServer({ hub: { namespaces } }))
  for (const channel of ['news:1', 'club:1']) {
    await ada.data('publish', { channel, data: 'secret' })
    const { epoch } = await ada.data('join', { channel })
    await ada.data('leave', { channel })
    expect(await ada.data('join', { channel, since: { epoch, offset: 0 } })).toMatchObject({
      recovered: false,
      count: 0,
    })
    expect(await ada.refusal('history', { channel })).toBe('forbidden')
  }
  expect(ada.rest().filter(({ event }) => event === 'message')).toEqual([])
})
