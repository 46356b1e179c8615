import { once } from 'node:events'
import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiClientConfig,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { describe, expect, onTestFinished, test } from 'vitest'
import WebSocket from 'ws'
import type { StoaOptions } from '../src/presets/index.ts'
import { apis } from './support/apis.ts'
import { Client } from './support/client.ts'
import { manualClock } from './support/clock.ts'
import { getJson } from './support/json.ts'
import { knownIds } from './support/known-ids.ts'
import { startServer } from './support/server.ts'

const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret/of+tests=' }
const neverThere = 'R1kmxc2VNjMCFIA='
const largest = 128 * 1_024

type Credentials = NonNullable<ApiGatewayManagementApiClientConfig['credentials']>

/** What a program does to connections of the API at `endpoint`, with the SDK of AWS. */
function manage(endpoint: string, as: Credentials = credentials) {
  const sdk = new ApiGatewayManagementApiClient({
    endpoint,
    region: 'eu-west-1',
    credentials: as,
    maxAttempts: 1,
  })
  onTestFinished(() => sdk.destroy())
  return {
    post: (ConnectionId: string, Data: string | Uint8Array) =>
      sdk.send(new PostToConnectionCommand({ ConnectionId, Data })),
    get: (ConnectionId: string) => sdk.send(new GetConnectionCommand({ ConnectionId })),
    remove: (ConnectionId: string) => sdk.send(new DeleteConnectionCommand({ ConnectionId })),
  }
}

/** One client of the web chat, past its welcome. */
async function open(options: StoaOptions = {}) {
  const ids = knownIds()
  const server = await startServer({ ids, credentials: [credentials], ...options })
  const client = await Client.open(`${server.wsUrl}/poc`)
  await client.next()
  return { server, client, id: ids.last(), ...manage(`${server.url}/poc`) }
}

/** What makes the SDK reject: its name, its status and what it says. */
function refusal(name: string, httpStatusCode: number, message: unknown = expect.any(String)) {
  return { name, message, $metadata: { httpStatusCode } }
}

describe.each(apis)('of $name', ({ path, greetings, open: connect }) => {
  test('a connection is posted to, looked at and ended, and is gone then', async () => {
    const ids = knownIds()
    const server = await startServer({ ids })
    const client = (await connect(server)).takesAnything()
    const id = ids.last()
    await client.take(greetings)
    const { post, get, remove } = manage(`${server.url}${path}`)

    const posted = await post(id, 'from outside, \u{1f3db} {"raw":"text"}')
    expect(posted.$metadata.httpStatusCode).toBe(200)
    expect(await client.next()).toBe('from outside, \u{1f3db} {"raw":"text"}')

    const found = await get(id)
    expect(found.Identity).toEqual({ SourceIp: '127.0.0.1', UserAgent: undefined })
    const [connectedAt = 0, lastActiveAt = 0] = [found.ConnectedAt?.getTime(), found.LastActiveAt?.getTime()]
    expect(Math.abs(Date.now() - connectedAt)).toBeLessThan(60_000)
    expect(lastActiveAt).toBeGreaterThanOrEqual(connectedAt)

    expect((await remove(id)).$metadata.httpStatusCode).toBe(204)
    expect(await client.closed).toEqual({ code: 1000, reason: 'Connection Closed Normally' })
    const gone = refusal('GoneException', 410)
    await expect(post(id, 'anybody?')).rejects.toMatchObject(gone)
    await expect(get(id)).rejects.toMatchObject(gone)
    await expect(remove(id)).rejects.toMatchObject(gone)
  })
})

test('a connection is gone on the path of every other API', async () => {
  const { server, client, id } = await open()
  for (const { path } of apis.filter(({ name }) => name !== 'webchat')) {
    const other = manage(`${server.url}${path}`)
    await expect(other.post(id, 'no')).rejects.toMatchObject({ name: 'GoneException' })
    await expect(other.remove(id)).rejects.toMatchObject({ name: 'GoneException' })
  }
  client.send({ action: 'broadcast', message: 'still here' })
  expect(await client.next()).toBe('still here')
})

test('the user agent that a client named is told', async () => {
  const ids = knownIds()
  const server = await startServer({ ids })
  const ws = new WebSocket(`${server.wsUrl}/poc`, { headers: { 'User-Agent': 'tests/1.0' } })
  await once(ws, 'open')
  const { Identity } = await manage(`${server.url}/poc`).get(ids.last())
  expect(Identity).toEqual({ SourceIp: '127.0.0.1', UserAgent: 'tests/1.0' })
})

test('an id that could be one and is not there is gone, and any other is a bad request', async () => {
  const { post, get, remove } = await open()
  await expect(post(neverThere, 'hi')).rejects.toMatchObject(refusal('GoneException', 410))
  for (const id of ['x', 'R1kmxc2VNjMCFIA', 'a/b c+=%', '../LATEST', `${neverThere}=`]) {
    const bad = refusal('BadRequestException', 400, expect.stringMatching(/^Invalid connectionId: /))
    await expect(post(id, 'hi')).rejects.toMatchObject(bad)
    await expect(get(id)).rejects.toMatchObject(bad)
    await expect(remove(id)).rejects.toMatchObject(bad)
  }
})

test('a post has at most 128 KB, of text in UTF-8', async () => {
  const { client, post, id } = await open()
  await post(id, 'x'.repeat(largest))
  expect(await client.next()).toHaveLength(largest)
  await expect(post(id, 'x'.repeat(largest + 1))).rejects.toMatchObject(
    refusal('PayloadTooLargeException', 413),
  )
  const notText = new Uint8Array([0xc3, 0x28])
  await expect(post(id, notText)).rejects.toMatchObject(refusal('BadRequestException', 400))
  await post(id, new Uint8Array([0xef, 0xbb, 0xbf]))
  expect(await client.next()).toBe('\u{feff}')
})

test('a stage that is not there is forbidden', async () => {
  const { server, id } = await open()
  for (const path of ['/nowhere', '/poc/more', '/POC']) {
    const { post } = manage(`${server.url}${path}`)
    await expect(post(id, 'hi')).rejects.toMatchObject(refusal('ForbiddenException', 403, 'Forbidden'))
  }
})

test('an endpoint may end with a slash', async () => {
  const { server, client, id } = await open()
  await manage(`${server.url}/poc/`).post(id, 'hi')
  expect(await client.next()).toBe('hi')
})

test.each(['@connections', '%40connections', '/@connections'])(
  'an unsigned program on this machine posts to %s where there are no credentials',
  async (word) => {
    const { server, client, id } = await open({ credentials: [] })
    for (const written of [id, id.replace('=', '%3D'), id.replace('=', '%3d')]) {
      const target = `${server.url}/poc/${word}/${written}`
      const response = await fetch(target, { method: 'POST', body: 'hi' })
      expect([response.status, await response.text()]).toEqual([200, ''])
      expect(await client.next()).toBe('hi')
    }
  },
)

test('who does not sign, or with another secret, changes nothing', async () => {
  const { server, client, id } = await open()
  const forger = manage(`${server.url}/poc`, { ...credentials, secretAccessKey: 'another' })
  const forged = refusal('InvalidSignatureException', 403, expect.stringMatching(/signature we calculated/))
  await expect(forger.post(id, 'no')).rejects.toMatchObject(forged)
  await expect(forger.get(id)).rejects.toMatchObject(forged)
  await expect(forger.remove(id)).rejects.toMatchObject(forged)
  const stranger = manage(`${server.url}/poc`, { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' })
  await expect(stranger.post(id, 'no')).rejects.toMatchObject(refusal('UnrecognizedClientException', 403))
  for (const method of ['POST', 'GET', 'DELETE']) {
    const response = await fetch(`${server.url}/poc/@connections/${id}`, { method })
    expect(response.status).toBe(403)
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
  }
  client.send({ action: 'broadcast', message: 'still here' })
  expect(await client.next()).toBe('still here')
})

test('a client that reads nothing is full, and then gone', async () => {
  const { client, post, id } = await open({ limits: { outboundBytes: 64 * 1_024 } })
  client.ws.pause()
  const text = 'x'.repeat(largest)
  const outcomes: unknown[] = []
  while (outcomes.length === 0) {
    await post(id, text).catch((error: unknown) => outcomes.push(error))
  }
  expect(outcomes).toMatchObject([refusal('LimitExceededException', 429)])
  await expect(post(id, text)).rejects.toMatchObject({ name: 'GoneException' })
  client.ws.resume()
  expect((await client.closed).code).toBe(1013)
})

test('a connection was last active when it last sent or was sent a frame', async () => {
  const clock = manualClock()
  // Requests are signed with the time of the machine.
  const { server, id } = await open({ clock, credentials: [] })
  const lastActiveAt = async (): Promise<number> => {
    const info = await getJson(`${server.url}/poc/@connections/${encodeURIComponent(id)}`)
    return Date.parse(info.lastActiveAt)
  }
  const opened = await lastActiveAt()
  clock.advance(5_000)
  expect(await lastActiveAt()).toBe(opened)
  await fetch(`${server.url}/poc/@connections/${encodeURIComponent(id)}`, { method: 'POST', body: 'hi' })
  expect(await lastActiveAt()).toBe(opened + 5_000)
})
