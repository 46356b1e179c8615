import { expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { putEvents, welcome } from './support/events.ts'
import { forbidden, heard } from './support/heard.ts'
import { startServer, type TestServer } from './support/server.ts'

interface Visitor extends Client {
  readonly id: string
}

/** A visitor past its welcome, with the id of its connection. */
async function visit({ wsUrl }: TestServer, path = '/poc'): Promise<Visitor> {
  const client = await Client.open(`${wsUrl}${path}`)
  const [, id = ''] = /^Welcome! - connected on ([\w-]{15}=)$/.exec(await client.next()) ?? []
  expect(id).not.toBe('')
  return Object.assign(client, { id })
}

async function listed(client: Client): Promise<string[]> {
  client.send({ action: 'list' })
  const [, ids = ''] = /^connections: (.*)$/.exec(await client.next()) ?? []
  return ids.split(' ').sort()
}

test('the first frame is a welcome to the newcomer only', async () => {
  const server = await startServer()
  const ada = await visit(server)
  const bob = await visit(server)
  expect(ada.id).not.toBe(bob.id)
  expect(await heard(ada)).toEqual([])
  expect(await heard(bob)).toEqual([])
})

test('a broadcast comes to everybody as plain text, its sender too', async () => {
  const server = await startServer()
  const [ada, bob] = [await visit(server), await visit(server)]
  for (const message of ['Anybody home?', '{"not":"parsed"}', '']) {
    ada.send({ action: 'broadcast', message })
    expect(await ada.next()).toBe(message)
    expect(await bob.next()).toBe(message)
  }
})

test('a list has the ids of all who are there, and of nobody who is gone', async () => {
  const server = await startServer()
  const [ada, bob, carol, dan] = [
    await visit(server),
    await visit(server),
    await visit(server),
    await visit(server),
  ]
  const all = [ada.id, bob.id, carol.id, dan.id].sort()
  expect(await listed(ada)).toEqual(all)
  expect(await heard(bob)).toEqual([])
  await bob.close()
  carol.ws.terminate()
  let left = all
  while (left.length > 2) left = await listed(ada)
  expect(left).toEqual([ada.id, dan.id].sort())
})

test('a chat comes to one connection, and is not confirmed', async () => {
  const server = await startServer()
  const [ada, bob, carol] = [await visit(server), await visit(server), await visit(server)]
  ada.send({ action: 'chat', connection: bob.id, message: 'Yo!' })
  expect(await bob.next()).toBe('Yo!')
  ada.send({ action: 'chat', connection: ada.id, message: 'to myself' })
  expect(await heard(ada)).toEqual(['to myself'])
  expect(await heard(carol)).toEqual([])
  expect(await heard(bob)).toEqual([])
})

test('a chat that does not say to whom is answered with what is missing', async () => {
  const server = await startServer()
  const ada = await visit(server)
  ada.send({ action: 'chat', message: 'Yo!' })
  expect(await ada.next()).toBe('No connection specified for message')
  ada.send({ action: 'chat', connection: '', message: 'Yo!' })
  expect(await heard(ada)).toEqual(['No connection specified for message'])
})

test('a chat to an id that is not there is passed over in silence, and its sender stays', async () => {
  const server = await startServer()
  const [ada, bob] = [await visit(server), await visit(server)]
  await bob.close()
  for (const connection of ['R1kmxc2VNjMCFIA=', 'no id', '__proto__', bob.id]) {
    ada.send({ action: 'chat', connection, message: 'Yo!' })
  }
  expect(await heard(ada)).toEqual([])
  expect(await listed(ada)).toEqual([ada.id])
})

test('what has no route is Forbidden, and what is no text to say is no valid body', async () => {
  const server = await startServer()
  const ada = await visit(server)
  for (const frame of ['{"action":"zzz"}', 'Anybody home?', 'null', '']) {
    ada.send(frame)
    expect(await ada.next()).toMatch(forbidden)
  }
  for (const body of [{}, { message: 5 }, { message: null }, { message: { a: 1 } }]) {
    ada.send({ action: 'broadcast', ...body })
    expect(await ada.next()).toMatch(/^\{"message": "Invalid request body", "connectionId":"/)
  }
  expect(await listed(ada)).toEqual([ada.id])
})

test('another program reaches one connection over the bus of the chat, and of no other', async () => {
  const server = await startServer()
  const [ada, bob] = [await visit(server), await visit(server)]
  const toAda = (message: string) => ({ connection_id: ada.id, message })
  await putEvents(server, welcome('default', toAda('no')), welcome('chatBus-other', toAda('no')))
  await putEvents(server, { ...welcome('chatBus-poc', toAda('no')), Source: 'CLI' })
  const event = await putEvents(server, welcome('chatBus-poc', toAda('from outside')))
  expect(event).toMatchObject({ FailedEntryCount: 0 })
  expect(await heard(ada)).toEqual(['from outside'])
  expect(await heard(bob)).toEqual([])
})

test('a text for a connection that is gone is no failure', async () => {
  const server = await startServer()
  const [ada, bob] = [await visit(server), await visit(server)]
  await bob.close()
  const [toBob, toAda] = [bob, ada].map(({ id }) =>
    welcome('chatBus-poc', { connection_id: id, message: 'hi' }),
  )
  if (toBob === undefined || toAda === undefined) throw new Error('there are two')
  await putEvents(server, toBob, toAda)
  expect(await heard(ada)).toEqual(['hi'])
  const letters = await fetch(`${server.url}/dead-letters`)
  expect(await letters.json()).toEqual({ deadLetters: [] })
})

test('a stage has a path and a bus of its own name', async () => {
  const server = await startServer({ stage: 'blue' })
  const ada = await visit(server, '/blue')
  const to = { connection_id: ada.id, message: 'hi' }
  await putEvents(server, welcome('chatBus-poc', to))
  expect(await heard(ada)).toEqual([])
  await putEvents(server, welcome('chatBus-blue', to))
  expect(await heard(ada)).toEqual(['hi'])
  expect(await upgradeStatus(`${server.wsUrl}/poc`)).toBe(403)
})
