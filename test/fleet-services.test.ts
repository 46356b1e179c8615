import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Client } from './support/client.ts'
import { entityUpdated, putEvents } from './support/events.ts'
import { freshPrefix, startNode, startThree } from './support/fleet.ts'
import {
  acked,
  chatter,
  chatUrl,
  device,
  listed,
  lobbyVisitor,
  message,
  said,
  saysInLobby,
  webVisitor,
} from './support/fleet-clients.ts'
import { heard } from './support/heard.ts'
import { getJson } from './support/json.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import { login, type TestServer } from './support/server.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

/** What a program does to connections of the web chat through one node. */
function manage({ url }: TestServer) {
  const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' }
  const region = 'eu-west-1'
  const sdk = new ApiGatewayManagementApiClient({
    endpoint: `${url}/poc`,
    region,
    credentials,
    maxAttempts: 1,
  })
  onTestFinished(() => sdk.destroy())
  return {
    post: (ConnectionId: string, Data: string) =>
      sdk.send(new PostToConnectionCommand({ ConnectionId, Data })),
    get: (ConnectionId: string) => sdk.send(new GetConnectionCommand({ ConnectionId })),
    remove: (ConnectionId: string) => sdk.send(new DeleteConnectionCommand({ ConnectionId })),
  }
}

describe('@connections', () => {
  const gone = { name: 'GoneException', $metadata: { httpStatusCode: 410 } }

  test('a connection of another node is posted to, looked at and ended, and is gone then', async () => {
    const [a, b] = await startThree(redis)
    const ada = await webVisitor(a)
    const { post, get, remove } = manage(b)
    await post(ada.id, 'from outside, \u{1f3db}')
    expect(await ada.next()).toBe('from outside, \u{1f3db}')
    const found = await get(ada.id)
    expect(found.Identity).toEqual({ SourceIp: '127.0.0.1', UserAgent: undefined })
    expect(found.LastActiveAt?.getTime()).toBeGreaterThanOrEqual(found.ConnectedAt?.getTime() ?? Infinity)
    expect((await remove(ada.id)).$metadata.httpStatusCode).toBe(204)
    expect(await ada.closed).toEqual({ code: 1000, reason: 'Connection Closed Normally' })
    for (const verb of [() => post(ada.id, 'anybody?'), () => get(ada.id), () => remove(ada.id)]) {
      await expect(verb()).rejects.toMatchObject(gone)
    }
  })

  test('a connection of a node that is not there is gone', async () => {
    const [a, b] = await startThree(redis)
    const ada = await webVisitor(a)
    await a.stop()
    const { post, get, remove } = manage(b)
    for (const id of [ada.id, 'R1kmxc2VNjMCFIA=']) {
      await expect(post(id, 'hi')).rejects.toMatchObject(gone)
      await expect(get(id)).rejects.toMatchObject(gone)
      await expect(remove(id)).rejects.toMatchObject(gone)
    }
  })

  test('a post of 128 KB reaches another node', async () => {
    const [a, b] = await startThree(redis)
    const ada = await webVisitor(a)
    const text = 'é'.repeat(64 * 1_024)
    await manage(b).post(ada.id, text)
    expect(await ada.next()).toBe(text)
  })
})

describe('signing keys', () => {
  const jwks = async ({ url }: TestServer) => getJson(`${url}/.well-known/jwks.json`)

  test('three nodes that start at once with no key have one key', async () => {
    const nodes = await startThree(redis, { prefix: freshPrefix() })
    const [first, ...others] = await Promise.all(nodes.map(jwks))
    expect(first.keys).toHaveLength(1)
    for (const other of others) expect(other).toEqual(first)
  })

  test('a rotation on one node counts on the others at once', async () => {
    const [a, b, c] = await startThree(redis, { prefix: freshPrefix() })
    const old = await login(a)
    const rotate = ({ url }: TestServer) =>
      fetch(`${url}/2015-03-31/functions/GenerateKeys/invocations`, { method: 'POST' })
    const greeting = async (node: TestServer, token: string) =>
      (await Client.open(chatUrl(node, token))).next()
    for (const node of [a, b, c]) expect(await greeting(node, old.auth_token)).toContain('Successfully')

    expect((await rotate(a)).status).toBe(200)
    const fresh = await login(a)
    for (const node of [b, c]) {
      expect(await jwks(node)).toEqual(await jwks(a))
      for (const { auth_token } of [old, fresh]) {
        expect(await greeting(node, auth_token)).toContain('Successfully')
      }
    }
    expect((await rotate(b)).status).toBe(200)
    const newest = await login(b)
    for (const node of [a, b, c]) {
      expect(await greeting(node, old.auth_token)).toBe('{"error":"Invalid token"}')
      for (const { auth_token } of [fresh, newest]) {
        expect(await greeting(node, auth_token)).toContain('Successfully')
      }
      const refresh = await fetch(`${node.url}/prod/refresh-access-token?refresh_token=${old.refresh_token}`)
      expect(refresh.status).toBe(401)
    }
  })
})

test('a guest of one node logs in again on another', async () => {
  const [a, b] = await startThree(redis)
  const { user_id, guest_secret } = await login(a)
  const again = await getJson(`${b.url}/prod/login-as-guest?user_id=${user_id}&guest_secret=${guest_secret}`)
  expect(again).toMatchObject({ user_id, guest_secret })
})

test('a dead letter is listed on every node, and is gone from all when it is deleted on one', async () => {
  const nodes = await startThree(redis, { stageFile: { bus: { attempts: 2, backOffMs: 1 } } })
  await putEvents(nodes[0], entityUpdated({ entity: 'no entityId' }))
  const letters = async ({ url }: TestServer) => (await getJson(`${url}/dead-letters`)).deadLetters
  for (const node of nodes) {
    await expect
      .poll(() => letters(node))
      .toMatchObject([{ rule: 'notify at /dev: Entity Updated', attempts: 2 }])
  }
  const [{ id }] = await letters(nodes[1])
  const removed = await fetch(`${nodes[2].url}/dead-letters/${id}`, { method: 'DELETE' })
  expect(removed.status).toBe(204)
  for (const node of nodes) expect(await letters(node)).toEqual([])
})

describe('one Redis', () => {
  const twoPrefixes = () => [
    { prefix: freshPrefix(), stage: 'poc' },
    { prefix: freshPrefix(), stage: 'poc' },
  ]
  const twoStages = () => {
    const prefix = freshPrefix()
    return [
      { prefix, stage: 'blue' },
      { prefix, stage: 'green' },
    ]
  }

  test.each([
    ['two prefixes', twoPrefixes],
    ['two stages with one prefix', twoStages],
  ])('has two fleets with %s that hear nothing of each other', async (_, fleets) => {
    const [one, other] = await Promise.all(
      fleets().map(async ({ prefix, stage }) => {
        const node = await startNode({ redis: { url: redis.url, prefix }, stage })
        return { node, ...(await clientsOf(node, stage)) }
      }),
    )
    if (one === undefined || other === undefined) throw new Error('there are two')
    for (const { node, chatting, visiting, subscribed, inLobby } of [one, other]) {
      chatting.send(message('c', 'end'))
      expect(await chatting.take(2)).toEqual([acked('c', 'end'), said('Ada', 'end', 'c')])
      visiting.send({ action: 'broadcast', message: 'end' })
      expect(await visiting.next()).toBe('end')
      expect(await listed(visiting)).toEqual([visiting.id])
      inLobby.send({ action: 'send', text: 'end' })
      expect(await inLobby.next()).toBe(saysInLobby(inLobby.name, 'end'))
      await putEvents(node, entityUpdated({ entityId: 'e' }))
      expect(await subscribed.next()).toContain('Entity Updated')
    }
    for (const { chatting, visiting, subscribed, inLobby } of [one, other]) {
      for (const client of [visiting, subscribed, inLobby]) expect(await heard(client)).toEqual([])
      expect(chatting.rest()).toEqual([])
    }
    const { auth_token } = await login(one.node)
    const stranger = new Client(chatUrl(other.node, auth_token))
    expect(await stranger.next()).toBe('{"error":"Invalid token"}')
    const post = manage(other.node).post(one.visiting.id, 'no')
    await expect(post).rejects.toMatchObject({ $metadata: { httpStatusCode: expect.any(Number) } })
  })

  async function clientsOf(node: TestServer, stage: string) {
    return {
      chatting: await chatter(node, 'Ada', 'c'),
      visiting: await webVisitor(node, stage),
      subscribed: await device(node, 'ada', 'e'),
      inLobby: await lobbyVisitor(node),
    }
  }
})
