import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { Client, upgradeStatus } from './support/client.ts'
import { hosted, type SeenEvent } from './support/hosted.ts'

const ok = 'exports.handler = async () => ({ statusCode: 200 })\n'
const echo = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body })\n'

const frame = (message: string) =>
  expect.stringMatching(
    new RegExp(`^\\{"message": "${message}", "connectionId":"[\\w-]{15}=", "requestId":"[\\w-]{15}="\\}$`),
  )

async function open(url: string, protocols: string[] = []): Promise<Client> {
  return (await Client.open(url, protocols)).takesAnything()
}

test('functions, CommonJS and ESM, are called with the events of API Gateway', async () => {
  const server = await hosted(
    {
      'connect.js': ok,
      'talk.mjs': 'export const handler = async () => ({ statusCode: 200 })\n',
      'nested/bye.cjs': ok,
    },
    `apis:
  game:
    path: /prod
    apiId: abcdefghij
    variables: { color: red }
    routes:
      $connect: ./connect.handler
      $disconnect: ./nested/bye.handler
      $default: ./talk.handler
`,
  )
  const statuses = ['/prod', '/prod/123', '/prod/login-as-guest'].map(
    async (path) => (await fetch(server.url + path)).status,
  )
  expect(await Promise.all(statuses)).toEqual([426, 426, 200])
  const client = await open(`${server.wsUrl}/prod?name=ada&name=bob`)
  client.ws.send('not json ☃')
  await vi.waitFor(() => expect(server.events('$default')).toHaveLength(1))
  client.ws.close(4000, 'enough')
  await vi.waitFor(() => expect(server.events('$disconnect')).toHaveLength(1))
  const [connect] = server.events('$connect')
  const [message] = server.events('$default')
  const [disconnect] = server.events('$disconnect')
  const about = {
    stage: 'prod',
    apiId: 'abcdefghij',
    domainName: new URL(server.url).host,
    connectionId: expect.stringMatching(/^[\w-]{15}=$/),
    connectedAt: connect?.requestContext.connectedAt,
    messageDirection: 'IN',
    identity: { sourceIp: '127.0.0.1' },
    requestId: expect.stringMatching(/^[\w-]{15}=$/),
    extendedRequestId: expect.any(String),
    requestTime: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    requestTimeEpoch: expect.any(Number),
  }
  expect(connect).toMatchObject({
    queryStringParameters: { name: 'bob' },
    multiValueQueryStringParameters: { name: ['ada', 'bob'] },
    stageVariables: { color: 'red' },
    isBase64Encoded: false,
    requestContext: { ...about, routeKey: '$connect', eventType: 'CONNECT' },
  })
  expect(connect?.headers.Host).toBe(about.domainName)
  expect(message).toEqual({
    stageVariables: { color: 'red' },
    requestContext: {
      ...about,
      routeKey: '$default',
      eventType: 'MESSAGE',
      messageId: expect.stringMatching(/^[\w-]{15}=$/),
    },
    body: 'not json ☃',
    isBase64Encoded: false,
  })
  expect(disconnect?.requestContext).toEqual({
    ...about,
    routeKey: '$disconnect',
    eventType: 'DISCONNECT',
    disconnectStatusCode: 4000,
    disconnectReason: 'enough',
  })
  const ids = [connect, message, disconnect].map((event) => event?.requestContext.connectionId)
  expect(new Set(ids).size).toBe(1)
})

test.each([
  ['{ statusCode: 200 }', 101],
  ['{ statusCode: 201 }', 101],
  ['{ statusCode: 301 }', 301],
  ['{ statusCode: 401 }', 401],
  ['{ statusCode: 403, body: "no" }', 403],
  ['{ statusCode: 501 }', 501],
  ['"nonsense"', 502],
  ['undefined', 502],
  ['{}', 502],
  ['Promise.reject(new Error("boom"))', 502],
])('a $connect that answers %s is %i to the client', async (answer, status) => {
  const { wsUrl, events } = await hosted(
    { 'connect.js': `exports.handler = async () => (${answer})\n`, 'bye.js': ok },
    'apis: { game: { path: /game, routes: { $connect: ./connect.handler, $disconnect: ./bye.handler } } }\n',
  )
  expect(await upgradeStatus(`${wsUrl}/game`)).toBe(status)
  await vi.waitFor(() => expect(events('$disconnect')).toHaveLength(status === 101 ? 1 : 0))
})

test('a subprotocol is the one that $connect answers with', async () => {
  const { wsUrl } = await hosted(
    {
      'connect.js': `exports.handler = async (event) => ({
        statusCode: 200,
        headers: event.queryStringParameters ? { 'Sec-WebSocket-Protocol': 'two' } : {},
      })\n`,
    },
    'apis: { game: { path: /game, routes: { $connect: ./connect.handler } } }\n',
  )
  expect((await open(`${wsUrl}/game?yes`, ['one', 'two'])).ws.protocol).toBe('two')
  await expect(open(`${wsUrl}/game`, ['one', 'two'])).rejects.toThrow(/no subprotocol/)
})

test('a client hears of an answer only where the route has a response, and of failures always', async () => {
  const { wsUrl } = await hosted(
    {
      'echo.js': echo,
      'odd.js': `exports.handler = async (event) => {
        const { how } = JSON.parse(event.body)
        if (how === 'throw') throw new Error('boom')
        if (how === 'status') return { statusCode: 500, body: 'not told' }
        return 'nonsense'
      }\n`,
    },
    `apis:
  game:
    path: /game
    routes:
      one: ./echo.handler
      two: { handler: ./echo.handler, response: true }
      odd: ./odd.handler
`,
  )
  const client = await open(`${wsUrl}/game`)
  const say = (body: object): void => client.send(body)
  say({ action: 'one' })
  say({ action: 'odd', how: 'status' })
  say({ action: 'odd', how: 'nonsense' })
  say({ action: 'two', text: '✓' })
  expect(await client.next()).toBe('{"action":"two","text":"✓"}')
  say({ action: 'odd', how: 'throw' })
  expect(await client.next()).toEqual(frame('Internal server error'))
  say({ action: '$connect' })
  expect(await client.next()).toEqual(frame('Forbidden'))
  say({ action: 'two' })
  expect(await client.next()).toBe('{"action":"two"}')
})

test('an exit, an endless loop and a time-out cost one request each', async () => {
  const { wsUrl, logged } = await hosted(
    {
      'do.js': `exports.handler = async (event) => {
        const { what } = JSON.parse(event.body)
        console.log('doing', what)
        if (what === 'exit') process.exit(3)
        if (what === 'loop') for (;;);
        if (what === 'hang') await new Promise((resolve) => setTimeout(resolve, 1e6))
        return { statusCode: 200, body: what }
      }\n`,
    },
    `apis:
  game:
    path: /game
    routes:
      do: { handler: ./do.handler, response: true, timeoutMs: 700 }
`,
  )
  const client = await open(`${wsUrl}/game`)
  const other = await open(`${wsUrl}/game`)
  for (const what of ['exit', 'loop', 'hang']) {
    client.send({ action: 'do', what })
    other.send({ action: 'do', what: 'fine' })
    expect(await other.next()).toBe('fine')
    expect(await client.next()).toEqual(frame('Internal server error'))
    client.send({ action: 'do', what: 'again' })
    expect(await client.next()).toBe('again')
  }
  for (const what of ['exit', 'loop', 'hang']) {
    expect(logged).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining(`doing ${what}`) }),
    )
  }
})

test('a Lambda authorizer decides, and what it says is on every event', async () => {
  const server = await hosted(
    {
      'auth.js': `exports.handler = async (event) => {
        const who = event.queryStringParameters.token
        if (who === 'nobody') throw new Error('Unauthorized')
        if (who === 'broken') throw new Error('boom')
        const Effect = who === 'denied' ? 'Deny' : 'Allow'
        return {
          principalId: who,
          policyDocument: { Version: '2012-10-17', Statement: [
            { Action: 'execute-api:*', Effect: 'Allow', Resource: '*' },
            { Action: 'execute-api:Invoke', Effect, Resource: event.methodArn },
          ] },
          context: { level: 7, isAdmin: true, team: 'red' },
        }
      }\n`,
      'ok.js': ok,
    },
    `apis:
  game:
    path: /game
    authorizer: { handler: ./auth.handler, identitySource: [route.request.querystring.token] }
    routes: { $connect: ./ok.handler, $disconnect: ./ok.handler, $default: ./ok.handler }
`,
  )
  const status = (query: string): Promise<number> => upgradeStatus(`${server.wsUrl}/game${query}`)
  expect(await status('')).toBe(401)
  expect(await status('?token=')).toBe(401)
  expect(server.invocations).toEqual([])
  expect(await status('?token=nobody')).toBe(401)
  expect(await status('?token=denied')).toBe(403)
  expect(await status('?token=broken')).toBe(500)
  expect(server.events('$connect')).toEqual([])
  const client = await open(`${server.wsUrl}/game?token=ada`)
  client.ws.send('x')
  await vi.waitFor(() => expect(server.events('$default')).toHaveLength(1))
  client.ws.terminate()
  await vi.waitFor(() => expect(server.events('$disconnect')).toHaveLength(1))
  const authorizer = { principalId: 'ada', level: '7', isAdmin: 'true', team: 'red' }
  for (const key of ['$connect', '$default', '$disconnect']) {
    expect(server.events(key).map((event) => event.requestContext.authorizer)).toEqual([authorizer])
  }
  expect(server.events('$disconnect')[0]?.requestContext).toMatchObject({
    disconnectStatusCode: 1006,
    disconnectReason: '',
  })
})

test('a body is checked against the model of its route before the function is called', async () => {
  const server = await hosted(
    {
      'echo.js': echo,
      'models/move.json': JSON.stringify({
        $schema: 'http://json-schema.org/draft-04/schema#',
        type: 'object',
        required: ['tile'],
        properties: { tile: { type: 'integer', minimum: 0, exclusiveMinimum: true } },
      }),
    },
    `apis:
  game:
    path: /game
    routes: { move: { handler: ./echo.handler, response: true, model: ./models/move.json } }
`,
  )
  const client = await open(`${server.wsUrl}/game`)
  client.send({ action: 'move', tile: 0 })
  expect(await client.next()).toEqual(frame('Invalid request body'))
  client.send({ action: 'move' })
  expect(await client.next()).toEqual(frame('Invalid request body'))
  client.send({ action: 'move', tile: 1 })
  expect(await client.next()).toBe('{"action":"move","tile":1}')
  expect(server.events('move')).toHaveLength(1)
})

test('API keys, mocks, static and composite selectors', async () => {
  const server = await hosted(
    { 'ok.js': ok },
    `apis:
  game:
    path: /game
    selector: \${request.body.service}/\${request.body.action}
    apiKeys: { source: $request.header.x-api-key, keys: [{ id: first, value: a-key-of-twenty-characters }] }
    routes:
      $connect: ./ok.handler
      chat/ping: { mock: { body: pong }, response: true }
`,
  )
  expect(await upgradeStatus(`${server.wsUrl}/game`)).toBe(403)
  const ws = new WebSocket(`${server.wsUrl}/game`, { headers: { 'x-api-key': 'a-key-of-twenty-characters' } })
  await once(ws, 'open')
  ws.send('{"service":"chat","action":"ping"}')
  const [pong] = await once(ws, 'message')
  expect(String(pong)).toBe('pong')
  expect(server.events('$connect')[0]?.requestContext.identity).toMatchObject({ apiKeyId: 'first' })
  ws.terminate()
})

test('a route can be throttled, and so can connecting', async () => {
  const { wsUrl } = await hosted(
    { 'echo.js': echo },
    `apis:
  game:
    path: /game
    routes:
      $connect: { mock: true, throttle: { rate: 1, burst: 2 } }
      talk: { handler: ./echo.handler, response: true, throttle: { rate: 1, burst: 1 } }
`,
  )
  const client = await open(`${wsUrl}/game`)
  client.send({ action: 'talk' })
  expect(await client.next()).toBe('{"action":"talk"}')
  client.send({ action: 'talk' })
  expect(await client.next()).toEqual(frame('Too Many Requests'))
  expect(await upgradeStatus(`${wsUrl}/game`)).toBe(101)
  expect(await upgradeStatus(`${wsUrl}/game`)).toBe(429)
})

test('functions post to connections with the SDK, whatever way they build the endpoint', async () => {
  const post = (endpoint: string): string => `
    const { ApiGatewayManagementApiClient, PostToConnectionCommand, GetConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi')
    exports.handler = async ({ requestContext: { domainName, stage, apiId, connectionId } }) => {
      const client = new ApiGatewayManagementApiClient(${endpoint})
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: 'posted' }))
      const gone = await client.send(new PostToConnectionCommand({ ConnectionId: 'R1kmxc2VNjMCFIA=', Data: 'x' })).catch((e) => e)
      const { ConnectedAt } = await client.send(new GetConnectionCommand({ ConnectionId: connectionId }))
      return { statusCode: 200, body: gone.name + ' ' + (ConnectedAt instanceof Date) }
    }\n`
  const { wsUrl } = await hosted(
    {
      'domain.js': post('{ endpoint: `https://${domainName}/${stage}` }'),
      'aws.js': post(
        '{ endpoint: `https://${apiId}.execute-api.${process.env.AWS_REGION}.amazonaws.com/${stage}` }',
      ),
      'env.js': post('{}'),
    },
    `apis:
  game:
    path: /some/game
    routes:
      domain: { handler: ./domain.handler, response: true }
      aws: { handler: ./aws.handler, response: true }
      env: { handler: ./env.handler, response: true }
`,
  )
  const client = await open(`${wsUrl}/some/game`)
  for (const action of ['domain', 'aws', 'env']) {
    client.send({ action })
    expect([action, await client.next()]).toEqual([action, 'posted'])
    expect([action, await client.next()]).toEqual([action, 'GoneException true'])
  }
})

test('a binary frame closes with 1003, unless the API takes it in Base64', async () => {
  const { wsUrl } = await hosted(
    {
      'echo.js': `exports.handler = async ({ body, isBase64Encoded }) => ({ statusCode: 200, body, isBase64Encoded })\n`,
    },
    `apis:
  strict: { path: /strict, routes: { $default: { handler: ./echo.handler, response: true } } }
  bytes: { path: /bytes, contract: { binary: base64 }, routes: { $default: { handler: ./echo.handler, response: true } } }
`,
  )
  const strict = await open(`${wsUrl}/strict`)
  strict.ws.send(Buffer.from([1, 2]))
  expect((await strict.closed).code).toBe(1003)
  const bytes = await open(`${wsUrl}/bytes`)
  bytes.ws.send(Buffer.from([0xff, 0xfe, 0]))
  const [data, isBinary] = await once(bytes.ws, 'message')
  expect([isBinary, [...data]]).toEqual([true, [0xff, 0xfe, 0]])
  await bytes.next()
  bytes.ws.send('')
  expect(await bytes.next()).toBe('')
})

test('rules of a bus call functions, one event at a time or as records of a queue', async () => {
  const server = await hosted(
    {
      'event.js': ok,
      'queue.js': `exports.handler = async ({ Records }) => ({
        batchItemFailures: Records.filter((r) => r.body.includes('bad') && r.attributes.ApproximateReceiveCount === '1')
          .map((r) => ({ itemIdentifier: r.messageId })),
      })\n`,
    },
    `bus:
  back_off_ms: 1
  rules:
    one: { source: app, handler: ./event.handler }
    many: { bus: work, handler: ./queue.handler, as: queue }
`,
  )
  const put = async (entries: object[]): Promise<void> => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'AWSEvents.PutEvents', 'Content-Type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ Entries: entries }),
    })
    expect(await response.json()).toMatchObject({ FailedEntryCount: 0 })
  }
  await put([
    { Source: 'app', DetailType: 'Done', Detail: '{"a":1}' },
    { Source: 'other', DetailType: 'Done', Detail: '{"a":1}' },
    { EventBusName: 'work', Source: 'app', DetailType: 'Job', Detail: '{"job":"good"}' },
    { EventBusName: 'work', Source: 'app', DetailType: 'Job', Detail: '{"job":"bad"}' },
  ])
  const events = (): SeenEvent[] => server.invocations.map(({ event }) => JSON.parse(event))
  await vi.waitFor(() => expect(events()).toHaveLength(3))
  expect(events().find((event) => event.source === 'app')).toMatchObject({
    'detail-type': 'Done',
    detail: { a: 1 },
    version: '0',
  })
  const batches = events().flatMap(({ Records }) => (Records ? [Records] : []))
  expect(batches.map((records) => records.length)).toEqual([2, 1])
  expect(JSON.parse(batches[1]?.[0]?.body ?? '').detail).toEqual({ job: 'bad' })
})

test('what came to an API, and what its functions did, is in the metrics', async () => {
  const { wsUrl, url } = await hosted(
    { 'echo.js': echo },
    `apis:
  game:
    path: /game
    authorizer: { type: jwt }
    routes: { $default: { mock: true } }
  open:
    path: /open
    routes: { talk: { handler: ./echo.handler, response: true } }
`,
  )
  expect(await upgradeStatus(`${wsUrl}/game`)).toBe(401)
  const client = await open(`${wsUrl}/open`)
  client.send({ action: 'talk' })
  await client.next()
  client.send({ action: 'other' })
  await client.next()
  const metrics = await (await fetch(`${url}/metrics`)).text()
  for (const line of [
    'stoa_connects_total{api="game",path="/game",outcome="refused"} 1',
    'stoa_connects_total{api="open",path="/open",outcome="opened"} 1',
    'stoa_messages_received_total{api="open",path="/open"} 2',
    'stoa_error_frames_total{api="open",path="/open",fault="no-route"} 1',
    'stoa_functions{state="invocations"} 1',
  ]) {
    expect(metrics).toContain(line)
  }
})
