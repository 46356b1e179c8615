import { afterAll, beforeAll, expect, test } from 'vitest'
import { upgradeStatus } from './support/client.ts'
import { freshPrefix, startNode } from './support/fleet.ts'
import { enterHub, hubUrl } from './support/hub-client.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import type { TestServer } from './support/server.ts'

const adminToken = 'a-token-of-sixteen-characters'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

interface Answer {
  readonly node: string
  readonly nodes: readonly { readonly node: string; readonly silent?: true; readonly address?: string }[]
  readonly apis: readonly {
    readonly name: string
    readonly connections: number
    readonly publishes: number
  }[]
  readonly connections: readonly { readonly connectionId: string; readonly node: string }[]
  readonly topics: readonly { readonly topic: string; readonly members: number }[]
  readonly errors: readonly { readonly message: string }[]
}

async function admin({ url }: TestServer, method: string, path: string, sent?: object) {
  const response = await fetch(`${url}/admin/${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    ...(sent && { body: JSON.stringify(sent) }),
  })
  const body: Answer = Object(await response.json())
  return { status: response.status, body }
}

const nodesSeenBy = async (node: TestServer) =>
  (await admin(node, 'GET', 'state')).body.nodes.map(({ silent }) => silent ?? 'up')

/** Two nodes that know of each other. */
async function two(): Promise<readonly [TestServer, TestServer]> {
  const options = { redis: { url: redis.url, prefix: freshPrefix() }, adminToken }
  const [a, b] = [await startNode(options), await startNode(options)]
  for (const node of [a, b]) await expect.poll(() => nodesSeenBy(node)).toEqual(['up', 'up'])
  return [a, b]
}

test('any node tells of all', async () => {
  const [a, b] = await two()
  const users = [await enterHub(a), await enterHub(b), await enterHub(b)]
  for (const user of users) await user.data('join', { channel: 'room:42' })
  const states = [(await admin(a, 'GET', 'state')).body, (await admin(b, 'GET', 'state')).body]
  const [first, second] = states
  expect(first?.node).not.toBe(second?.node)
  expect(first?.nodes.map(({ node }) => node)).toEqual(second?.nodes.map(({ node }) => node))
  for (const state of states) {
    expect(state.apis.find(({ name }) => name === 'hub')).toMatchObject({ connections: 3 })
    const ports = state.nodes.map(({ address = '' }) => Number(/:(\d+)$/.exec(address)?.[1]))
    expect(new Set(ports)).toEqual(new Set([a.port, b.port]))
  }
  const { body } = await admin(a, 'GET', 'connections?api=hub')
  const on = (state: Answer | undefined) => body.connections.filter(({ node }) => node === state?.node)
  expect([on(first).length, on(second).length]).toEqual([1, 2])
  expect((await admin(b, 'GET', 'topics')).body.topics[0]).toMatchObject({
    topic: 'channel:room:42',
    members: 3,
  })
})

test('what is published counts once, on however many nodes it is heard', async () => {
  const [a, b] = await two()
  const [ada, bob] = [await enterHub(a), await enterHub(b)]
  for (const user of [ada, bob]) await user.data('join', { channel: 'room:42' })
  const publishes = async () =>
    (await admin(a, 'GET', 'state')).body.apis.find(({ name }) => name === 'hub')?.publishes ?? 0
  const before = await publishes()
  for (const text of ['one', 'two', 'three']) await ada.data('publish', { channel: 'room:42', data: text })
  for (const text of ['one', 'two', 'three']) expect(await bob.event('message')).toMatchObject({ data: text })
  expect((await publishes()) - before).toBe(3)
})

test.each(['user', 'token', 'connectionId'] as const)(
  'who is on another node is out at once, by %s',
  async (by) => {
    const [a, b] = await two()
    const ada = await enterHub(b)
    await ada.data('ping')
    const { connections } = (await admin(a, 'GET', `connections?user=${ada.userId}`)).body
    const whom = {
      user: { user: ada.userId },
      token: { token: ada.login.auth_token },
      connectionId: { connectionId: connections[0]?.connectionId },
    }
    const answer = await admin(a, 'POST', by === 'token' ? 'revoke' : 'kick', whom[by])
    expect(answer).toMatchObject({ status: 200, body: { closed: 1 } })
    expect((await ada.client.closed).code).toBe(4000)
  },
)

test('who is banned on one node is out of the other at once, and not let in there', async () => {
  const [a, b] = await two()
  const ada = await enterHub(b)
  await ada.data('ping')
  const ban = await admin(a, 'POST', 'ban', { user: ada.userId, minutes: 5 })
  expect(ban).toMatchObject({ status: 200, body: { closed: 1 } })
  expect((await ada.client.closed).code).toBe(4000)
  expect(await upgradeStatus(hubUrl(b), ['stoa.v1', `bearer.${ada.login.auth_token}`])).toBe(403)
})

test('another node is drained by its id, and is gone then', async () => {
  const [a, b] = await two()
  const ada = await enterHub(b)
  const { node } = (await admin(b, 'GET', 'state')).body
  expect(await admin(a, 'POST', 'drain', { node: 'none' })).toMatchObject({ status: 404 })
  expect(await admin(a, 'POST', 'drain', { node })).toMatchObject({ status: 202, body: { node } })
  expect((await ada.client.closed).code).toBe(4200)
  await expect.poll(() => nodesSeenBy(a), { timeout: 15_000 }).toEqual(['up'])
  expect((await fetch(`${a.url}/health/ready`)).status).toBe(200)
})

test('without Redis a node tells of itself, and that the other does not answer', async () => {
  const [a, b] = await two()
  const ada = await enterHub(a)
  await ada.data('ping')
  await redis.kill()
  try {
    const { node } = (await admin(b, 'GET', 'state')).body
    await expect
      .poll(async () => (await admin(a, 'GET', 'state')).body.nodes, { timeout: 10_000 })
      .toEqual(
        expect.arrayContaining([
          { node, silent: true },
          expect.objectContaining({ problem: expect.any(String) }),
        ]),
      )
    const { body } = await admin(a, 'GET', 'connections?api=hub')
    expect(body).toMatchObject({ connections: [{}], silent: [node] })
    const { errors } = (await admin(a, 'GET', 'state')).body
    expect(errors.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^Redis is away/))
  } finally {
    await redis.restart()
  }
})
