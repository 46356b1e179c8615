import { expect, test } from 'vitest'
import { entityUpdated, putEvents, userPush } from './support/events.ts'
import { enterHub } from './support/hub-client.ts'
import { login, startServer } from './support/server.ts'

test('a name is told to all channels that its user is in, and stays with the user', async () => {
  const server = await startServer()
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  for (const who of [ada, bob]) await who.data('join', { channel: 'room:42' })
  expect(await ada.data('name', { name: '  Ada   Lovelace ' })).toEqual({ name: 'Ada Lovelace' })
  expect(await bob.event('renamed')).toMatchObject({
    channel: 'room:42',
    user: { id: ada.userId, name: 'Ada Lovelace' },
    was: `Guest-${ada.userId.slice(0, 4)}`,
  })
  await ada.data('publish', { channel: 'room:42', data: 'hi' })
  expect(await bob.event('message')).toMatchObject({ from: { id: ada.userId, name: 'Ada Lovelace' } })
  expect(await bob.data('presence', { channel: 'room:42' })).toMatchObject({
    members: [{ name: 'Ada Lovelace' }, { id: bob.userId }],
    count: 2,
  })
  const again = await enterHub(server, ada.login)
  expect(await again.data('hello')).toMatchObject({ user: { name: 'Ada Lovelace' } })
})

test('names can be unique, however they are written', async () => {
  const server = await startServer({ hub: { areNamesUnique: true } })
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  await ada.data('name', { name: 'Ada' })
  expect(await bob.refusal('name', { name: 'ＡDA' })).toBe('name_taken')
  await ada.data('name', { name: 'Augusta' })
  expect(await bob.data('name', { name: 'ADA' })).toEqual({ name: 'ADA' })
})

test('who is on two devices has come once, and gone with the last of them', async () => {
  const server = await startServer()
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  const tablet = await enterHub(server, bob.login)
  await ada.data('join', { channel: 'room:42' })
  for (const device of [bob, tablet]) await device.data('join', { channel: 'room:42' })
  await bob.data('leave', { channel: 'room:42' })
  expect(await ada.data('presence', { channel: 'room:42' })).toMatchObject({ count: 2 })
  await tablet.data('leave', { channel: 'room:42' })
  expect(await ada.event('left')).toMatchObject({ user: { id: bob.userId }, count: 1 })
  expect(ada.rest().filter(({ event }) => event === 'joined' || event === 'left')).toMatchObject([
    { event: 'joined', user: { id: bob.userId } },
  ])
})

test('what is said to one user reaches all of their connections, once for a key', async () => {
  const server = await startServer()
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  const tablet = await enterHub(server, bob.login)
  const said = { to: bob.userId, data: 'psst', key: 'k' }
  expect(await ada.data('direct', said)).toEqual({ delivered: 2 })
  for (const device of [bob, tablet]) expect(await device.event('direct')).toMatchObject({ data: 'psst' })
  await tablet.client.close()
  expect(await ada.data('direct', said)).toEqual({ delivered: 2, duplicate: true })
  expect(await ada.data('direct', { to: 'nobody', data: 1 })).toEqual({ delivered: 0 })
  expect(bob.rest()).toEqual([])
})

test('what happens to entities and for users comes by the bus, and so may what is said in a channel', async () => {
  const server = await startServer()
  const ada = await enterHub(server)
  await ada.data('subscribe', { entity: 'order-7' })
  await ada.data('join', { channel: 'room:42' })
  await putEvents(
    server,
    entityUpdated({ entityId: 'order-7', message: 'paid' }),
    userPush({ userId: ada.userId, message: 'hello', callback: '/x' }),
    { DetailType: 'Publish To Channel', detail: { channel: 'room:42', data: { text: 'news' } } },
  )
  expect(await ada.event('entity')).toMatchObject({ entity: 'order-7', data: 'paid' })
  expect(await ada.event('push')).toMatchObject({ data: { message: 'hello', callback: '/x' } })
  expect(await ada.event('message')).toMatchObject({
    from: { id: '#bus' },
    data: { text: 'news' },
    offset: 1,
  })
})

test('two talk alone in a channel that names them, and an inbox takes letters from everybody', async () => {
  const server = await startServer()
  const [ada, bob, eve] = [await enterHub(server), await enterHub(server), await enterHub(server)]
  const channel = `dm:${ada.userId},${bob.userId}`
  for (const who of [ada, bob]) await who.data('join', { channel })
  expect(await eve.refusal('join', { channel })).toBe('forbidden')
  expect(await eve.refusal('publish', { channel, data: 1 })).toBe('not_joined')
  expect(await eve.refusal('history', { channel })).toBe('not_joined')
  expect(await eve.refusal('presence', { channel })).toBe('not_joined')
  const inbox = `inbox:${bob.userId}`
  await eve.data('publish', { channel: inbox, data: 'a letter' })
  expect(await eve.refusal('join', { channel: inbox })).toBe('forbidden')
  expect(await eve.refusal('history', { channel: inbox })).toBe('not_joined')
  await bob.data('join', { channel: inbox })
  expect(await bob.data('history', { channel: inbox })).toMatchObject({ events: [{ data: 'a letter' }] })
})

test('above a hundred members nobody is told who comes and goes', async () => {
  const server = await startServer()
  const ada = await enterHub(server)
  await ada.data('join', { channel: 'room:42' })
  const who = await Promise.all(Array.from({ length: 101 }, () => enterHub(server)))
  for (const each of who) await each.data('join', { channel: 'room:42' })
  expect(await ada.data('presence', { channel: 'room:42' })).toMatchObject({ count: 102 })
  const told = ada.rest().filter(({ event }) => event === 'joined')
  expect(told.map(({ count }) => count)).toEqual(Array.from({ length: 99 }, (_, at) => at + 2))
})

test('a token of somebody else is no new token', async () => {
  const server = await startServer()
  const ada = await enterHub(server)
  expect(await ada.refusal('refresh', { token: (await login(server)).auth_token })).toBe('forbidden')
  expect(await ada.data('refresh', { token: ada.login.auth_token })).toMatchObject({
    expiresAt: expect.any(Number),
  })
})
