import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sign } from 'aws4'
import { beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { Client, upgradeStatus } from './support/client.ts'
import {
  change,
  copyOf,
  type Declared,
  type RehearsedServer,
  rehearse,
  synthesized,
  within,
} from './support/rehearsal-stacks.ts'

let whole: string

beforeAll(async () => {
  whole = await synthesized()
}, 180_000)

/** The stacks with something changed in the serverless one, served. */
async function broken(
  task: (resources: Record<string, Declared>, out: string) => void,
): Promise<RehearsedServer> {
  const out = copyOf(whole)
  change(out, 'serverless', (resources) => task(resources, out))
  return rehearse(out, { credentials: [person] })
}

const person = { accessKeyId: 'AKIDPERSON', secretAccessKey: 'secret of a person' }

/** The one resource of a type whose logical id begins so. */
function only(resources: Record<string, Declared>, type: string, beginning: string): [string, Declared] {
  const found = Object.entries(resources).filter(
    ([id, resource]) => resource.Type === type && id.startsWith(beginning),
  )
  const [first] = found
  if (first === undefined || found.length > 1)
    throw new Error(`${found.length} of ${type} begin with ${beginning}`)
  return first
}

/** What a new visitor of the lobby, or of the web chat, is told first; nothing if nothing comes of it. */
async function greeting(server: RehearsedServer, path: string): Promise<string | undefined> {
  const client = await Client.open(`${server.wsUrl}${path}`)
  await server.settled()
  // The gateway answers this by itself, after all that the client was sent before.
  client.send({ action: 'nothing of this name' })
  const [first] = await client.until((frame) => frame.includes('"Forbidden"'))
  return first
}

test('whole, everybody is greeted', async () => {
  const server = await broken(() => {})
  expect(await greeting(server, '/LATEST')).toContain('joined')
  expect(await greeting(server, '/poc')).toContain('Welcome!')
})

test('a wrong environment variable keeps everybody out', async () => {
  const server = await broken((resources) => {
    const [, fn] = only(resources, 'AWS::Lambda::Function', 'lobbyRoutes')
    within(fn, 'Environment', 'Variables').TABLE_NAME = 'another-table'
  })
  expect(await upgradeStatus(`${server.wsUrl}/LATEST`)).toBeGreaterThanOrEqual(500)
})

test('without its grant a function reaches nobody', async () => {
  const server = await broken((resources) => {
    const [, policy] = only(resources, 'AWS::IAM::Policy', 'webchatRoutes')
    const document = within(policy, 'PolicyDocument')
    const statements = Object.values(within(policy, 'PolicyDocument', 'Statement'))
    document.Statement = statements.filter(
      (statement) => !JSON.stringify(statement).includes('execute-api:ManageConnections'),
    )
  })
  const client = await Client.open(`${server.wsUrl}/poc`)
  expect(await client.next()).toContain('Welcome!')
  client.takesAnything().send({ action: 'broadcast', message: 'Anybody home?' })
  await server.settled()
  client.send({ action: 'nothing of this name' })
  const frames = await client.until((frame) => frame.includes('"Forbidden"'))
  expect(frames).not.toContain('Anybody home?')
  expect(server.denied().join()).toContain('is not authorized to perform: execute-api:ManageConnections')
})

test('a route that is not there is forbidden', async () => {
  const server = await broken((resources) => {
    const [id] = only(resources, 'AWS::ApiGatewayV2::Route', 'webchatWebSocketBroadcastRoute')
    delete resources[id]
  })
  const client = await Client.open(`${server.wsUrl}/poc`)
  await client.next()
  client.send({ action: 'broadcast', message: 'Anybody home?' })
  expect(await client.nextJson()).toMatchObject({ message: 'Forbidden' })
})

test('a read that takes only the first page misses somebody', async () => {
  const server = await broken((_, out) => {
    for (const asset of readdirSync(out).filter((name) => name.startsWith('asset.'))) {
      const file = join(out, asset, 'index.mjs')
      const code = codeOf(file)
      if (code !== undefined) writeFileSync(file, code.replaceAll('LastEvaluatedKey', 'NoSuchKey'))
    }
  })
  const visitors = await Promise.all(Array.from({ length: 20 }, () => Client.open(`${server.wsUrl}/poc`)))
  const [first] = visitors
  await server.settled()
  first?.send({ action: 'list' })
  const frames = await first?.take(2)
  const ids = frames
    ?.find((frame) => frame.startsWith('connections: '))
    ?.split(' ')
    .slice(1)
  expect(ids?.length).toBeLessThan(20)
})

function codeOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

test('without a permission, API Gateway calls no function', async () => {
  const server = await broken((resources) => {
    for (const [id, { Type }] of Object.entries(resources)) {
      if (Type === 'AWS::Lambda::Permission' && id.startsWith('lobby')) delete resources[id]
    }
  })
  expect(await upgradeStatus(`${server.wsUrl}/LATEST`)).toBe(500)
})

test('without a policy, a queue takes no events', async () => {
  const server = await broken((resources) => {
    for (const [id, { Type }] of Object.entries(resources))
      if (Type === 'AWS::SQS::QueuePolicy') delete resources[id]
  })
  expect(await greeting(server, '/poc')).toBeUndefined()
})

const isSigned = (resources: Record<string, Declared>): void => {
  const [, route] = only(resources, 'AWS::ApiGatewayV2::Route', 'webchatWebSocketConnectRoute')
  route.Properties.AuthorizationType = 'AWS_IAM'
}

test('a stage with signed connections lets in who has signed, and nobody else', async () => {
  const server = await broken(isSigned)
  const { host } = new URL(server.url)
  const { path = '' } = sign({ host, path: '/poc', signQuery: true }, person)
  expect(await upgradeStatus(`${server.wsUrl}/poc`)).toBe(403)
  expect(await upgradeStatus(`${server.wsUrl}${path}`)).toBe(101)
  expect(
    await upgradeStatus(`${server.wsUrl}${path.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))}`),
  ).toBe(403)
  await isWelcome(server)
})

/** Sign the URL that the stack gives, and connect here as if it were there. */
async function isWelcome({ aws, wsUrl }: RehearsedServer): Promise<void> {
  const { host, pathname } = new URL(aws.model.output('ServiceEndpointWebsocket') ?? '')
  const { path = '' } = sign({ host, path: pathname, signQuery: true }, person)
  const socket = new WebSocket(`${wsUrl}${path}`, { headers: { Host: host } })
  const [greeting] = await once(socket, 'message')
  expect(String(greeting)).toMatch(/^Welcome! - connected on /)
  socket.terminate()
}
