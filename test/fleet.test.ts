import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { entityUpdated, putEvents, userPush, welcome } from './support/events.ts'
import { startThree } from './support/fleet.ts'
import {
  acked,
  chatter,
  chatUrl,
  device,
  hostSays,
  join,
  leave,
  listed,
  lobbyVisitor,
  message,
  said,
  saysInLobby,
  setName,
  webVisitor,
} from './support/fleet-clients.ts'
import { heard } from './support/heard.ts'
import { getJson } from './support/json.ts'
import { poolUser, relayUrl } from './support/pool.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import { login } from './support/server.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

const fiveTexts = ['1', '2', '3', '4', '5']

describe('the chat', () => {
  test('a message reaches everybody in the channel on every node, its sender after the ack', async () => {
    const [a, b, c] = await startThree(redis)
    const [ada, bob] = [await chatter(a, 'Ada', 'c'), await chatter(b, 'Bob', 'c', 'other')]
    const [carol, eve] = [await chatter(c, 'Carol', 'c'), await chatter(c, 'Eve', 'other')]
    ada.send(message('c', 'hi'))
    expect(await ada.take(2)).toEqual([acked('c', 'hi'), said('Ada', 'hi', 'c')])
    for (const client of [bob, carol]) expect(await client.next()).toBe(said('Ada', 'hi', 'c'))
    bob.send(message('other', 'end'))
    expect(await bob.take(2)).toEqual([acked('other', 'end'), said('Bob', 'end', 'other')])
    expect(await eve.next()).toBe(said('Bob', 'end', 'other'))
  })

  test('frames that are sent the moment a connection opens are all answered, in order', async () => {
    const [a, b] = await startThree(redis)
    const { auth_token } = await login(a)
    const client = new Client(chatUrl(b, auth_token), ['wss'], (c) => {
      for (const frame of [setName('Al'), join('c'), message('c', 'hi'), leave('c')]) c.send(frame)
    })
    expect(await client.take(6)).toEqual([
      '{"message":"Successfully connected!"}',
      '{"message":"Username set to Al"}',
      '{"message":"You have joined c"}',
      acked('c', 'hi'),
      said('Al', 'hi', 'c'),
      '{"message":"You have left c"}',
    ])
    expect(client.ws.protocol).toBe('wss')
  })

  test('who logs in on one node connects to another, under the name that was set on a third', async () => {
    const [a, b, c] = await startThree(redis)
    const { auth_token } = await login(a)
    const first = await Client.open(chatUrl(b, auth_token))
    first.send(setName('Ada'))
    expect(await first.take(2)).toContain('{"message":"Username set to Ada"}')
    for (const node of [a, b, c]) {
      const client = await Client.open(chatUrl(node, auth_token))
      client.send(join('c'))
      client.send(message('c', 'back'))
      expect(await client.take(4)).toContain(said('Ada', 'back', 'c'))
      await client.close()
    }
  })

  test('a name that is changed on one node counts on the others', async () => {
    const [a, b] = await startThree(redis)
    const { auth_token } = await login(a)
    const [here, there] = [
      await Client.open(chatUrl(a, auth_token)),
      await Client.open(chatUrl(b, auth_token)),
    ]
    here.send(setName('Ada'))
    await here.take(2)
    there.send(join('c'))
    there.send(message('c', 'one'))
    expect(await there.take(4)).toContain(said('Ada', 'one', 'c'))
    here.send(setName('Bea'))
    await here.next()
    await expect
      .poll(async () => {
        there.send(message('c', 'two'))
        return there.take(2)
      })
      .toContain(said('Bea', 'two', 'c'))
  })

  test('messages of one sender arrive in their order on every node', async () => {
    const [a, b, c] = await startThree(redis)
    const ada = await chatter(a, 'Ada', 'c')
    const others = [await chatter(a, 'Al', 'c'), await chatter(b, 'Bob', 'c'), await chatter(c, 'Cy', 'c')]
    const texts = Array.from({ length: 500 }, (_, index) => `${index}`)
    for (const text of texts) ada.send(message('c', text))
    const expected = texts.map((text) => said('Ada', text, 'c'))
    for (const client of others) expect(await client.take(texts.length)).toEqual(expected)
    const own = await ada.take(2 * texts.length)
    expect(own.filter((frame) => frame.includes('chat_message_received'))).toEqual(expected)
    expect(own.filter((frame) => !frame.includes('chat_message_received'))).toEqual(
      texts.map((text) => acked('c', text)),
    )
    for (const text of texts) {
      expect(own.indexOf(acked('c', text))).toBeLessThan(own.indexOf(said('Ada', text, 'c')))
    }
  })

  test('members on all nodes see the messages of all senders in one order', async () => {
    const nodes = await startThree(redis)
    const clients = await Promise.all(nodes.map((node, at) => chatter(node, `N${at}`, 'c')))
    for (let turn = 0; turn < 100; turn += 1)
      for (const client of clients) client.send(message('c', `${turn}`))
    const seen = await Promise.all(
      clients.map(async (client) =>
        (await client.take(400)).filter((frame) => frame.includes('chat_message_received')),
      ),
    )
    expect(seen[0]).toHaveLength(300)
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })

  test('a channel is joined once and left once, and nothing arrives after leaving', async () => {
    const [a, b] = await startThree(redis)
    const ada = await chatter(a, 'Ada', 'c', 'fence')
    const bob = await chatter(b, 'Bob', 'c', 'fence')
    for (const frame of [join('c'), leave('c'), leave('c'), message('c', 'no')]) bob.send(frame)
    expect(await bob.take(4)).toEqual([
      '{"message":"You have already joined c"}',
      '{"message":"You have left c"}',
      '{"error":"You must join the channel first"}',
      '{"error":"You must join the channel first"}',
    ])
    ada.send(message('c', 'unheard'))
    ada.send(message('fence', 'end'))
    expect(await bob.next()).toBe(said('Ada', 'end', 'fence'))
  })

  test('who comes right after the last member of a node has left hears everything from then on', async () => {
    const [a, b] = await startThree(redis)
    const ada = await chatter(a, 'Ada', 'c')
    for (const text of fiveTexts) {
      const bob = await chatter(b, 'Bob', 'c')
      ada.send(message('c', text))
      expect(await bob.next()).toBe(said('Ada', text, 'c'))
      await bob.close()
    }
  })

  test('who is refused on one node is refused on every other', async () => {
    const nodes = await startThree(redis)
    const { refresh_token } = await login(nodes[0])
    for (const { wsUrl } of nodes) {
      for (const [query, frame] of [
        ['', '{"error":"No authentication token provided"}'],
        ['?auth_token=nonsense', '{"error":"Invalid token"}'],
        [`?auth_token=${refresh_token}`, '{"error":"Invalid token"}'],
      ]) {
        const client = new Client(`${wsUrl}/${query}`)
        expect(await client.next()).toBe(frame)
        expect((await client.closed).code).toBe(1008)
      }
    }
  })
})

describe('the relay', () => {
  test('who signs in on one node plays on the others, and is heard by all but itself', async () => {
    const [a, b, c] = await startThree(redis)
    const user = await poolUser(a)
    const [ada, bob, carol, dan] = [
      await Client.open(relayUrl(a, user)),
      await Client.open(relayUrl(b, user)),
      await Client.open(relayUrl(c, user)),
      await Client.open(relayUrl(c, user)),
    ]
    const move = '{"Type":"move","Content":"12"}'
    ada.send({ action: 'message', message: move })
    for (const client of [bob, carol, dan]) expect(await client.next()).toBe(move)
    carol.send({ action: 'heartbeat', message: '' })
    carol.send({ action: 'message', message: { a: 1 } })
    for (const client of [ada, bob, dan]) expect(await client.next()).toBe('{"a":1}')
    bob.send({ action: 'message', message: 'end' })
    for (const client of [ada, carol, dan]) expect(await client.next()).toBe('end')
    expect(await heard(bob)).toEqual([])
  })
})

describe('the notifications', () => {
  test('an event on one node comes to subscribers on all nodes, and to nobody else', async () => {
    const [a, b, c] = await startThree(redis)
    const subscribers = [
      await device(a, 'ada', 'e', 'fence'),
      await device(b, 'bob', 'e', 'fence'),
      await device(b, 'ben', 'e', 'fence'),
    ]
    const elsewhere = await device(c, 'eve', 'other', 'fence')
    const answer = await putEvents(c, entityUpdated({ entityId: 'e', message: 'it worked' }))
    expect(answer).toMatchObject({ FailedEntryCount: 0 })
    const frame = '{"type":"Entity Updated","entityId":"e","message":"it worked"}'
    for (const client of subscribers) expect(await client.next()).toBe(frame)
    await putEvents(a, entityUpdated({ entityId: 'fence' }))
    const fence = '{"type":"Entity Updated","entityId":"fence"}'
    for (const client of [...subscribers, elsewhere]) expect(await client.next()).toBe(fence)
  })

  test('who unsubscribes hears no more', async () => {
    const [a, b] = await startThree(redis)
    const client = await device(a, 'ada', 'e', 'fence')
    client.send({ action: 'unsubscribe', entityId: 'e' })
    expect(await heard(client)).toEqual([])
    await putEvents(b, entityUpdated({ entityId: 'e' }))
    await putEvents(b, entityUpdated({ entityId: 'fence' }))
    expect(await client.next()).toBe('{"type":"Entity Updated","entityId":"fence"}')
  })

  test('what is meant for a user comes to the devices of the user on all nodes, once each', async () => {
    const nodes = await startThree(redis)
    const devices = await Promise.all(nodes.map((node) => device(node, 'myuserid', 'fence')))
    const bob = await device(nodes[1], 'bob', 'fence')
    for (const [at, node] of nodes.entries()) {
      await putEvents(node, userPush({ userId: 'myuserid', message: `of ${at}` }))
      for (const client of devices) {
        expect(await client.next()).toBe(`{"type":"User Push Notification","message":"of ${at}"}`)
      }
    }
    await putEvents(nodes[2], entityUpdated({ entityId: 'fence' }))
    for (const client of [...devices, bob]) expect(await client.next()).toContain('fence')
  })
})

describe('the web chat', () => {
  test('everybody is welcomed once, and a broadcast comes to all, its sender too', async () => {
    const [a, b, c] = await startThree(redis)
    const [ada, bob, carol] = [await webVisitor(a), await webVisitor(b), await webVisitor(c)]
    for (const [at, client] of [ada, bob, carol].entries()) {
      client.send({ action: 'broadcast', message: `Anybody home? ${at}` })
      for (const other of [ada, bob, carol]) expect(await other.next()).toBe(`Anybody home? ${at}`)
    }
  })

  test('a list has who is on all nodes, and nobody who is gone', async () => {
    const [a, b, c] = await startThree(redis)
    const [ada, bob, carol] = [await webVisitor(a), await webVisitor(b), await webVisitor(c)]
    const dan = await webVisitor(c)
    for (const client of [ada, carol]) {
      expect(await listed(client)).toEqual([ada.id, bob.id, carol.id, dan.id].sort())
    }
    await bob.close()
    dan.ws.terminate()
    await expect.poll(() => listed(ada)).toEqual([ada.id, carol.id].sort())
  })

  test('a chat comes to one connection on another node, and to nobody else', async () => {
    const [a, b] = await startThree(redis)
    const [ada, bob, ben] = [await webVisitor(a), await webVisitor(b), await webVisitor(b)]
    for (const text of fiveTexts) ada.send({ action: 'chat', connection: bob.id, message: text })
    expect(await bob.take(5)).toEqual(fiveTexts)
    bob.send({ action: 'chat', connection: ada.id, message: 'Yo!' })
    expect(await ada.next()).toBe('Yo!')
    expect(await heard(ben)).toEqual([])
  })

  test('a chat to who is not there is passed over in silence, and its sender stays', async () => {
    const [a, b] = await startThree(redis)
    const [ada, bob] = [await webVisitor(a), await webVisitor(b)]
    await bob.close()
    for (const connection of ['R1kmxc2VNjMCFIA=', 'no id', '__proto__', bob.id]) {
      ada.send({ action: 'chat', connection, message: 'Yo!' })
    }
    expect(await heard(ada)).toEqual([])
  })

  test('another program reaches a connection over the bus of any node', async () => {
    const nodes = await startThree(redis)
    const [ada, bob] = [await webVisitor(nodes[0]), await webVisitor(nodes[1])]
    for (const [at, node] of nodes.entries()) {
      await putEvents(node, welcome('chatBus-poc', { connection_id: ada.id, message: `of ${at}` }))
      expect(await ada.next()).toBe(`of ${at}`)
    }
    expect(await heard(bob)).toEqual([])
    expect(await getJson(`${nodes[1].url}/dead-letters`)).toEqual({ deadLetters: [] })
  })
})

test('the lobby hears who joins, who says what, and who leaves on any node, once', async () => {
  const [a, b, c] = await startThree(redis)
  const ada = await lobbyVisitor(a)
  const bob = await lobbyVisitor(b)
  expect(await ada.next()).toBe(hostSays(`${bob.name} joined`))
  const carol = await lobbyVisitor(c)
  for (const client of [ada, bob]) expect(await client.next()).toBe(hostSays(`${carol.name} joined`))
  bob.send({ action: 'send', text: 'hi', y: 1 })
  bob.send({ action: 'send', text: 5 })
  expect(await bob.take(2)).toEqual(
    expect.arrayContaining([saysInLobby(bob.name, 'hi'), expect.stringContaining('Invalid request body')]),
  )
  for (const client of [ada, carol]) expect(await client.next()).toBe(saysInLobby(bob.name, 'hi'))
  await bob.close()
  for (const client of [ada, carol]) expect(await client.next()).toBe(hostSays(`${bob.name} left`))
  carol.ws.terminate()
  expect(await ada.next()).toBe(hostSays(`${carol.name} left`))
  ada.send({ action: 'send', text: 'end' })
  expect(await ada.next()).toBe(saysInLobby(ada.name, 'end'))
})
