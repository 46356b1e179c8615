import { expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { putEvents, welcome } from './support/events.ts'
import { quiet, server, shareRehearsal } from './support/rehearsal-shared.ts'

shareRehearsal()

async function visit(): Promise<{ readonly client: Client; readonly id: string }> {
  const client = await Client.open(`${server().wsUrl}/poc`)
  const [, id = ''] = /^Welcome! - connected on ([\w-]{15}=)$/.exec(await client.next()) ?? []
  expect(id).not.toBe('')
  return { client, id }
}

test('a broadcast comes to everybody, a chat to one, and an event to whom it names', async () => {
  const [ada, bob] = [await visit(), await visit()]
  ada.client.send({ action: 'broadcast', message: 'Anybody home?' })
  expect(await ada.client.next()).toBe('Anybody home?')
  expect(await bob.client.next()).toBe('Anybody home?')
  ada.client.send({ action: 'chat', connection: bob.id, message: 'Yo!' })
  expect(await bob.client.next()).toBe('Yo!')
  await putEvents(server(), welcome('chatBus-poc', { connection_id: ada.id, message: 'pushed' }))
  expect(await ada.client.next()).toBe('pushed')
  ada.client.send({ action: 'chat', connection: 'AAAAAAAAAAAAAAA=', message: 'nobody' })
  expect(await quiet(ada.client)).toEqual([])
  expect(await quiet(bob.client)).toEqual([])
})

test('a list has everybody who is there, over all pages of the table', async () => {
  const visitors = await Promise.all(Array.from({ length: 20 }, visit))
  const [first] = visitors
  first?.client.send({ action: 'list' })
  const ids = (await first?.client.next())?.replace('connections: ', '').split(' ')
  expect(ids).toEqual(expect.arrayContaining(visitors.map(({ id }) => id)))
  visitors[1]?.client.ws.terminate()
  await server().runSchedules()
  await server().settled()
  first?.client.send({ action: 'list' })
  expect(await first?.client.next()).not.toContain(visitors[1]?.id)
  for (const { client } of visitors) client.ws.terminate()
})

test('a chat without a connection is told so, and one to nobody is silent; both cost nobody anything', async () => {
  const [ada, bob] = [await visit(), await visit()]
  ada.client.send({ action: 'chat', message: 'Yo!' })
  expect(await ada.client.next()).toBe('No connection specified for message')
  for (const connection of ['', 'x', '../..', 'AAAAAAAAAAAAAAA=', 'x'.repeat(1_000)])
    ada.client.send({ action: 'chat', connection, message: 'Yo!' })
  expect(await quiet(ada.client)).toEqual(['No connection specified for message'])
  ada.client.send({ action: 'chat', connection: bob.id, message: 'Yo!' })
  expect(await bob.client.next()).toBe('Yo!')
  expect(await quiet(bob.client)).toEqual([])
})
