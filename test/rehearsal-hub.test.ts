import { expect, test } from 'vitest'
import { upgradeStatus } from './support/client.ts'
import { entityUpdated, putEvents, userPush } from './support/events.ts'
import { enterHub, type Frame, type HubClient, hubUrl } from './support/hub-client.ts'
import { getJson } from './support/json.ts'
import { server, shareRehearsal, unique } from './support/rehearsal-shared.ts'
import { ban } from './support/rehearsal-table.ts'
import { login } from './support/server.ts'

shareRehearsal()

const room = () => `room:${unique('hub')}`

/** So many guests who are in a channel, and have read what they were told until then. */
async function inRoom(channel: string, count: number): Promise<HubClient[]> {
  const guests: HubClient[] = []
  for (let at = 0; at < count; at += 1) {
    const guest = await enterHub(server())
    await guest.data('join', { channel })
    await guest.event('caught_up')
    guests.push(guest)
  }
  for (const guest of guests) await heard(guest)
  return guests
}

/** Everything that has come when nothing is at work any more. */
async function heard(guest: HubClient): Promise<Frame[]> {
  await server().settled()
  await guest.data('ping')
  return guest.rest()
}

const messages = (frames: readonly Frame[]) => frames.filter(({ event }) => event === 'message')

test('the hub answers its subprotocol, and only to good tokens', async () => {
  const ada = await enterHub(server())
  expect(ada.client.ws.protocol).toBe('stoa.v1')
  const { refresh_token, auth_token } = await login(server())
  expect(await upgradeStatus(hubUrl(server()))).toBe(401)
  expect(await upgradeStatus(hubUrl(server()), ['stoa.v1', 'bearer.nonsense'])).toBe(401)
  expect(await upgradeStatus(`${hubUrl(server())}?access_token=${refresh_token}`)).toBe(403)
  expect(await upgradeStatus(`${hubUrl(server())}?access_token=${auth_token}`)).toBe(101)
})

test('hello says who one is, when the token ends, and when to have another connection', async () => {
  const ada = await enterHub(server())
  const hello = await ada.data('hello')
  expect(hello).toMatchObject({ user: { id: ada.userId }, heartbeat: 25_000, resumed: {} })
  expect(hello.expiresAt).toBeGreaterThan(Date.now() + 600_000)
  expect(hello.rotateAt).toBeGreaterThan(Date.now() + 100 * 60_000)
})

test('what is wrong is answered in the words of the hub', async () => {
  const ada = await enterHub(server())
  expect(await ada.refusal('nothing of this name')).toBe('unknown_action')
  expect(await ada.refusal('join', { channel: 5 })).toBe('bad_request')
  expect(await ada.refusal('join', { channel: 'nowhere:a' })).toBe('forbidden')
  expect(await ada.refusal('join', { channel: 'dm:eve,zoe' })).toBe('forbidden')
  expect(await ada.refusal('leave', { channel: room() })).toBe('not_joined')
  ada.client.send('no JSON')
  expect(await ada.event('error')).toMatchObject({ error: { code: 'bad_request' } })
})

test('a message reaches all who are there with its place, and the ack comes ahead of the own copy', async () => {
  const channel = room()
  const [ada, bob] = await inRoom(channel, 2)
  const acked = await ada?.data('publish', { channel, data: { text: 'hi' } })
  expect(acked).toMatchObject({ offset: 1, mid: expect.any(String) })
  expect(ada?.rest().filter(({ event }) => event === 'message')).toEqual([])
  const copy = await ada?.event('message')
  expect(copy).toMatchObject({ channel, offset: 1, epoch: acked?.epoch, data: { text: 'hi' } })
  expect(await bob?.event('message')).toEqual(copy)
  expect(await bob?.data('history', { channel })).toMatchObject({ events: [copy], more: false })
})

test('a publish that comes again with its key is said once', async () => {
  const channel = room()
  const [ada, bob] = await inRoom(channel, 2)
  const said = { channel, data: 'once', key: 'k1' }
  const [first, again] = [await ada?.data('publish', said), await ada?.data('publish', said)]
  expect(first).toMatchObject({ offset: 1 })
  expect(again).toMatchObject({ offset: 1, epoch: first?.epoch, duplicate: true })
  expect(bob && messages(await heard(bob))).toHaveLength(1)
})

test('who comes back is sent what was missed, each once and in order', async () => {
  const channel = room()
  const [ada, bob] = await inRoom(channel, 2)
  await ada?.data('publish', { channel, data: 0 })
  const seen = await bob?.event('message')
  await bob?.client.close()
  const all = Array.from({ length: 130 }, (_, at) => at + 1)
  for (const data of all) await ada?.data('publish', { channel, data })
  const back = await enterHub(server(), bob?.login)
  const since = { epoch: seen?.epoch, offset: seen?.offset }
  expect(await back.data('join', { channel, since })).toMatchObject({ recovered: true, count: 130 })
  expect(await back.event('caught_up')).toMatchObject({ offset: 131 })
  const missed = messages(await heard(back))
  expect(missed.map(({ data }) => data)).toEqual(all)
  expect(missed.map(({ offset }) => offset)).toEqual(all.map((at) => at + 1))
  const lost = { epoch: 'another', offset: 3 }
  expect(await ada?.data('join', { channel, since: lost })).toMatchObject({ recovered: false, count: 0 })
}, 60_000)

test('who comes is told of at once, and who goes after a while, unless they came back', async () => {
  const channel = room()
  const [ada, bob, eve] = await inRoom(channel, 3)
  expect(await ada?.data('presence', { channel })).toMatchObject({ count: 3 })
  await bob?.client.close()
  await eve?.client.close()
  const back = await enterHub(server(), eve?.login)
  await back.data('join', { channel })
  expect(await ada?.data('presence', { channel })).toMatchObject({ count: 3 })
  const frames = ada ? await heard(ada) : []
  expect(frames.filter(({ event }) => event === 'joined')).toEqual([])
  expect(frames.filter(({ event }) => event === 'left')).toMatchObject([
    { channel, user: { id: bob?.userId }, count: 2 },
  ])
}, 60_000)

test('a direct message reaches all devices of a user, and a name is told to all', async () => {
  const channel = room()
  const [ada, bob] = await inRoom(channel, 2)
  const tablet = await enterHub(server(), bob?.login)
  expect(await ada?.data('name', { name: 'Ada' })).toEqual({ name: 'Ada' })
  expect(await bob?.event('renamed')).toMatchObject({ user: { id: ada?.userId, name: 'Ada' } })
  expect(await ada?.data('direct', { to: bob?.userId, data: 'psst' })).toEqual({ delivered: 2 })
  const told = await bob?.event('direct')
  expect(told).toMatchObject({ data: 'psst', from: { id: ada?.userId, name: 'Ada' } })
  expect(await tablet.event('direct')).toEqual(told)
})

test('a new token of the same user is taken, and another one is not', async () => {
  const ada = await enterHub(server())
  const { refresh_token } = ada.login
  const fresh = await getJson(`${server().url}/prod/refresh-access-token?refresh_token=${refresh_token}`)
  const { expiresAt } = await ada.data('refresh', { token: fresh.auth_token })
  expect(expiresAt).toBeGreaterThan(Date.now() + 600_000)
  const other = await login(server())
  expect(await ada.refusal('refresh', { token: other.auth_token })).toBe('forbidden')
  expect(await ada.refusal('refresh', { token: 'nonsense' })).toBe('unauthorized')
})

test('who is banned is told to go, and who was banned before is not let in', async () => {
  const until = Date.now() + 60_000
  // What was read of a user holds for five seconds, so these have not been asked after.
  const [eve, zoe] = [await enterHub(server()), await login(server())]
  for (const userId of [eve.userId, zoe.user_id]) await ban(server(), 'hub', userId, until)
  eve.client.send({ action: 'ping', id: 'x' })
  expect(await eve.event('goodbye')).toMatchObject({ reason: 'revoked', reconnect: false })
  await eve.client.closed
  expect(await upgradeStatus(hubUrl(server()), ['stoa.v1', `bearer.${zoe.auth_token}`])).toBe(403)
})

test('events of the bus reach channels, users and who has subscribed, once', async () => {
  const channel = room()
  const entity = unique('hub-entity')
  const [ada] = await inRoom(channel, 1)
  await ada?.data('subscribe', { entity })
  await putEvents(
    server(),
    { DetailType: 'Publish To Channel', detail: { channel, data: 'news' } },
    entityUpdated({ entityId: entity, message: 'changed' }),
    userPush({ userId: ada?.userId, message: 'hello', callback: 'https://example.com' }),
  )
  const frames = ada ? await heard(ada) : []
  expect(frames).toHaveLength(3)
  expect(frames).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: 'message', data: 'news', offset: 1 }),
      expect.objectContaining({ event: 'entity', entity, data: 'changed' }),
      expect.objectContaining({
        event: 'push',
        data: { message: 'hello', callback: 'https://example.com' },
      }),
    ]),
  )
})
