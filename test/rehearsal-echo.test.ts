import { rmSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { openRehearsal, type Rehearsal } from '../src/rehearsal/index.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { heard } from './support/heard.ts'
import { getJson } from './support/json.ts'
import { echoResources, writeAssembly } from './support/rehearsal-echo.ts'

type Resources = typeof echoResources

const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** What is served of the echo stack, with some of its resources changed or, where there is nothing instead, taken out. */
async function rehearse(
  changes: Readonly<Record<string, Resources[string] | undefined>> = {},
): Promise<Rehearsal> {
  const kept = Object.entries({ ...echoResources, ...changes }).flatMap(([id, resource]) =>
    resource === undefined ? [] : [[id, resource] as const],
  )
  const out = writeAssembly(Object.fromEntries(kept))
  cleanUps.push(() => rmSync(out, { recursive: true }))
  const rehearsal = await openRehearsal({ out, visibilityMs: 1_000 })
  cleanUps.push(() => rehearsal.stop())
  return rehearsal
}

const connect = async ({ wsUrl }: Rehearsal): Promise<Client> => {
  const client = await Client.open(`${wsUrl}/live?token=good`)
  return client.takesAnything()
}

/** Ask until something is there. */
async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await ask()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe('a WebSocket API of a template', () => {
  test('a function answers through the management API', async () => {
    const client = await connect(await rehearse())
    client.send({ action: 'echo', text: 'hello' })
    expect(await client.nextJson()).toEqual({ action: 'echo', text: 'hello' })
  })

  test('its authorizer, its models and its routes hold', async () => {
    const rehearsal = await rehearse()
    const url = `${rehearsal.wsUrl}/live`
    expect(await upgradeStatus(url)).toBe(401)
    expect(await upgradeStatus(`${url}?token=bad`)).toBe(401)
    expect(await upgradeStatus(`${url}?token=no`)).toBe(403)
    const client = await connect(rehearsal)
    client.send({ action: 'echo', text: 5 })
    expect(await client.nextJson()).toMatchObject({ message: 'Invalid request body' })
    expect(await heard(client)).toEqual([])
  })

  test('without a permission for API Gateway, connecting is an internal error', async () => {
    const { wsUrl } = await rehearse({ ApiPermission: undefined })
    expect(await upgradeStatus(`${wsUrl}/live?token=good`)).toBe(500)
  })

  test('without a grant, a function cannot post to connections', async () => {
    const rehearsal = await rehearse({ Role: withoutStatement(0) })
    const client = await connect(rehearsal)
    client.send({ action: 'echo', text: 'hello' })
    expect(await client.nextJson()).toMatchObject({ message: 'Internal server error' })
    expect(
      rehearsal
        .logs()
        .map(({ message }) => message)
        .join('\n'),
    ).toContain('execute-api:ManageConnections')
  })
})

function withoutStatement(index: number) {
  const role = structuredClone(echoResources.Role ?? {})
  const properties = Object(role.Properties)
  properties.Policies[0].PolicyDocument.Statement.splice(index, 1)
  return role
}

describe('a queue of a template', () => {
  test('its messages reach the function, and those it could not handle become dead letters', async () => {
    const rehearsal = await rehearse()
    const client = await connect(rehearsal)
    client.send({ action: 'queue', text: 'good' })
    client.send({ action: 'queue', text: 'bad' })
    const dead = rehearsal.aws.model.resources.find(({ logicalId }) => logicalId === 'Dead')?.arn ?? ''
    await eventually(async () => ((await rehearsal.aws.queues.counts(dead)).visible === 1 ? true : undefined))
    const batches = rehearsal.invocations().filter(({ event }) => event.includes('"body":"good"'))
    expect(batches).toHaveLength(1)
  })

  test('a role that may not read it is an error at the start', async () => {
    await expect(rehearse({ Role: withoutStatement(1) })).rejects.toThrow('sqs:ReceiveMessage')
  })

  test('a visibility timeout below that of the function is an error at the start', async () => {
    const Queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 5 } }
    await expect(rehearse({ Queue })).rejects.toThrow('visibility timeout')
  })
})

test('a schedule calls its target', async () => {
  const rehearsal = await rehearse()
  await rehearsal.runSchedules()
  await rehearsal.settled()
  const [invocation] = rehearsal.invocations()
  expect(JSON.parse(invocation?.event ?? '')).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
  })
})

describe('a REST API of a template', () => {
  test('a function gets the request as payload version 1', async () => {
    const { url } = await rehearse()
    const event = await getJson(`${url}/prod/some/path?a=1&a=2&b=%C3%BC`, { headers: { 'X-One': 'two' } })
    expect(event).toMatchObject({
      resource: '/{proxy+}',
      path: '/some/path',
      httpMethod: 'GET',
      queryStringParameters: { a: '2', b: 'ü' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['ü'] },
      pathParameters: { proxy: 'some/path' },
      requestContext: { path: '/prod/some/path', stage: 'prod', identity: { sourceIp: '127.0.0.1' } },
      body: null,
      isBase64Encoded: false,
    })
    expect(event.requestContext.requestTime).toMatch(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
  })

  test('a method that is not there is 403', async () => {
    const { url } = await rehearse()
    const response = await fetch(`${url}/prod/some/path`, { method: 'POST' })
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({ message: 'Missing Authentication Token' })
  })

  test('without a permission it is an internal error', async () => {
    const { url } = await rehearse({ RestPermission: undefined })
    expect((await fetch(`${url}/prod/x`)).status).toBe(500)
  })
})

test('a function has the variables of its template, and none of the shell for AWS', async () => {
  process.env.AWS_PROFILE = 'somebody'
  cleanUps.push(() => delete process.env.AWS_PROFILE)
  const rehearsal = await rehearse()
  const invoked = await rehearsal.invoke('Echo', { variables: true })
  expect(invoked).toMatchObject({
    result: {
      STOA_STAGE: 'dev',
      AWS_PROFILE: '',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'stoa-dev-Echo',
      AWS_ENDPOINT_URL: rehearsal.aws.url,
    },
  })
})
