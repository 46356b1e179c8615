import { expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { entityUpdated, putEvents, userPush } from './support/events.ts'
import { quiet, server, shareRehearsal, unique } from './support/rehearsal-shared.ts'
import { deadLetters } from './support/rehearsal-table.ts'
import { testToken } from './support/test-token.ts'

shareRehearsal()

const device = async (userId = 'myuserid'): Promise<Client> =>
  Client.open(`${server().wsUrl}/dev`, ['websocket', await testToken(server(), userId)])

async function subscriber(entityId: string): Promise<Client> {
  const client = await device()
  client.send({ action: 'subscribe', entityId })
  expect(await quiet(client)).toEqual([])
  return client
}

test('an event of an entity comes to its subscribers, and to nobody else', async () => {
  const entityId = unique('entity')
  const [first, second, other] = [
    await subscriber(entityId),
    await subscriber(entityId),
    await subscriber(unique('entity')),
  ]
  const answer = await putEvents(server(), entityUpdated({ entityId, message: 'The example worked!' }))
  expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] })
  const frame = JSON.stringify({ type: 'Entity Updated', entityId, message: 'The example worked!' })
  for (const client of [first, second]) expect(await client.next()).toBe(frame)
  second.send({ action: 'unsubscribe', entityId })
  expect(await quiet(second)).toEqual([])
  await putEvents(server(), entityUpdated({ entityId }))
  expect(await first.next()).toBe(JSON.stringify({ type: 'Entity Updated', entityId }))
  for (const client of [first, second, other]) expect(await quiet(client)).toEqual([])
})

test('a push comes to all devices of a user', async () => {
  const userId = unique('user')
  const [phone, tablet, stranger] = [await device(userId), await device(userId), await device('stranger')]
  await putEvents(server(), userPush({ userId, message: 'Hello World!', callback: 'https://example.com' }))
  const frame = '{"type":"User Push Notification","message":"Hello World!","callback":"https://example.com"}'
  expect(await phone.next()).toBe(frame)
  expect(await tablet.next()).toBe(frame)
  expect(await quiet(stranger)).toEqual([])
})

test('only a good token lets in', async () => {
  const token = await testToken(server())
  const url = `${server().wsUrl}/dev`
  expect(await upgradeStatus(url)).toBe(401)
  expect(await upgradeStatus(url, ['websocket'])).toBe(401)
  expect(await upgradeStatus(url, ['chat', token])).toBe(401)
  expect(await upgradeStatus(url, ['websocket', `${token}x`])).toBe(401)
  expect((await Client.open(`${url}?access_token=${token}`, ['websocket'])).ws.protocol).toBe('websocket')
})

test('an event that cannot be handled is a dead letter with an alarm, and costs nobody a copy or gives one twice', async () => {
  const entityId = unique('entity')
  const client = await subscriber(entityId)
  await putEvents(
    server(),
    entityUpdated({ entityId }),
    entityUpdated({ entityId: 5 }),
    entityUpdated({ entityId, message: 'behind it' }),
  )
  await server().settled()
  expect(await deadLetters(server())).toBe(1)
  await server().aws.lookAtAlarms()
  expect(
    server()
      .aws.notifications()
      .map(({ notification }) => notification),
  ).toContainEqual(
    expect.objectContaining({ Type: 'Notification', Subject: expect.stringContaining('ALARM') }),
  )
  const frames = [
    { type: 'Entity Updated', entityId },
    { type: 'Entity Updated', entityId, message: 'behind it' },
  ]
  expect((await quiet(client)).toSorted()).toEqual(frames.map((frame) => JSON.stringify(frame)).toSorted())
}, 60_000)
