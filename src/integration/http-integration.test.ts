import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { movedClock } from '../core/ports/moved-clock.fixture.ts'
import { type HttpIntegrationOptions, httpIntegration, httpSlots } from './http-integration.ts'
import type { ProxyCall } from './proxy-call.ts'
import { aRecord, aRequest } from './records.fixture.ts'
import { slots } from './slots.ts'

interface Asked {
  readonly method: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' ? `http://127.0.0.1:${address?.port}/path?a=b` : ''
}

/** A server that notes what it is asked, and answers 200 with `answer`. */
async function noting(answer: string | Buffer = ''): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = []
  const url = await serving((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks) })
      response.end(answer)
    })
  })
  return { url, asked }
}

/** A server that answers when it is told to: what it has yet to answer. */
async function holding() {
  const held = new Map<ServerResponse, IncomingMessage>()
  const open = new Set<Socket>()
  let mostOpen = 0
  const url = await serving((request, response) => {
    request.resume()
    held.set(response, request)
    if (!open.has(request.socket)) request.socket.once('close', () => open.delete(request.socket))
    open.add(request.socket)
    mostOpen = Math.max(mostOpen, open.size)
  })
  return { url, held, mostOpen: () => mostOpen }
}

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

const aCall = (changes: Partial<ProxyCall> = {}): ProxyCall => ({
  record: aRecord(),
  routeKey: 'move',
  requestId: 'VJ2kjHWYoAMFoJA=',
  body: '{"to":{"x":5}}',
  now: 1709251203007,
  event: () => '',
  ...changes,
})

const asking = (url: string, call: ProxyCall, options: Partial<HttpIntegrationOptions> = {}) =>
  httpIntegration({ url, timeoutMs: 5_000, clock: movedClock(), all: httpSlots(), ...options })(call)

describe('an HTTP integration', () => {
  test('hands the body over, and gives the answer in the shape of a function’s', async () => {
    const { url, asked } = await noting('hé')
    expect(await asking(url, aCall({ body: 'Zoë 👋' }))).toEqual({
      kind: 'returned',
      result: { statusCode: 200, multiValueHeaders: expect.anything(), body: 'hé' },
    })
    expect(asked).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }])
    expect(asked[0]?.body.toString()).toBe('Zoë 👋')
  })

  test('hands bytes over and gives bytes back', async () => {
    const { url, asked } = await noting(Buffer.from([0xff, 0xfe]))
    const invoked = await asking(url, aCall({ body: 'AP8=', isBase64Encoded: true }))
    expect(invoked).toMatchObject({ result: { body: '//4=', isBase64Encoded: true } })
    expect(asked[0]?.body).toEqual(Buffer.from([0, 255]))
  })

  test('has no body to give where the answer has none', async () => {
    const { url } = await noting()
    expect(await asking(url, aCall())).not.toHaveProperty('result.body')
  })

  test('tells the server what its headers are mapped from', async () => {
    const { url, asked } = await noting()
    await asking(url, aCall({ context: { requestId: 'of-the-event', messageId: 'm' } }), {
      headers: {
        'X-Connection': 'context.connectionId',
        'X-Request': 'context.requestId',
        'X-Message': 'context.messageId',
        'X-Route': 'context.routeKey',
        'X-Type': 'context.eventType',
        'X-Far': 'route.request.body.to.x',
        'X-None': 'route.request.body.from',
        'X-Static': "'yes'",
        'Content-Type': "'text/plain'",
      },
    })
    expect(asked[0]?.headers).toMatchObject({
      'x-connection': 'VJ2kdc9zIAMCK1w=',
      'x-request': 'of-the-event',
      'x-message': 'm',
      'x-route': 'move',
      'x-type': 'MESSAGE',
      'x-far': '5',
      'x-static': 'yes',
      'content-type': 'text/plain',
    })
    expect(asked[0]?.headers).not.toHaveProperty('x-none')
  })

  test('maps headers and query of a request for a connection', async () => {
    const { url, asked } = await noting()
    const { body: _, ...connect } = aCall({
      routeKey: '$connect',
      request: aRequest({ target: '/?token=t', rawHeaders: ['Cookie', 'c=1'] }),
    })
    await asking(url, connect, {
      method: 'GET',
      headers: { 'X-Token': 'route.request.querystring.token', Cookie: 'route.request.header.cookie' },
    })
    expect(asked).toMatchObject([{ method: 'GET', headers: { 'x-token': 't', cookie: 'c=1' } }])
    expect(asked[0]?.body).toHaveLength(0)
  })

  test.each([
    ['a line break', 'a\r\nX-Evil: 1'],
    ['what HTTP does not carry', '→'],
  ])('leaves a header out whose value has %s', async (_label, value) => {
    const { url, asked } = await noting()
    const invoked = await asking(url, aCall({ body: JSON.stringify({ value }) }), {
      headers: { 'X-Value': 'route.request.body.value' },
    })
    expect(invoked.kind).toBe('returned')
    expect(Object.keys(asked[0]?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([])
  })

  test('gives a redirect back and does not follow it', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await asking(url, aCall())).toMatchObject({
      result: { statusCode: 302, multiValueHeaders: { location: ['/elsewhere'] } },
    })
  })

  test('gives the headers that are for the client, cookies one by one', async () => {
    const url = await serving((_request, response) => {
      const headers = {
        'set-cookie': ['a=1', 'b=2'],
        'sec-websocket-protocol': 'v1',
        'content-type': 'text/plain',
      }
      response.writeHead(401, headers).end('no')
    })
    expect(await asking(url, aCall())).toMatchObject({
      result: {
        statusCode: 401,
        multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'], 'sec-websocket-protocol': ['v1'] },
      },
    })
    expect(await asking(url, aCall())).not.toHaveProperty('result.multiValueHeaders.content-type')
  })

  test('fails when the answer does not come in time', async () => {
    const clock = movedClock()
    let arrived = (): void => {}
    const asked = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const url = await serving(() => arrived())
    const invoked = asking(url, aCall(), { clock, timeoutMs: 3_000 })
    await asked
    await clock.pass(3_000)
    expect(await invoked).toEqual({
      kind: 'failed',
      errorType: 'Integration.Timedout',
      errorMessage: 'there was no answer within 3000 ms',
    })
    expect(clock.waiting()).toBe(0)
  })

  test('fails when the answer begins in time and does not end', async () => {
    const clock = movedClock()
    const url = await serving((_request, response) => {
      response.write('a')
      setImmediate(() => void clock.pass(3_000))
    })
    expect(await asking(url, aCall(), { clock, timeoutMs: 3_000 })).toMatchObject({
      errorType: 'Integration.Timedout',
    })
  })

  test('fails when the answer is longer than a message may be', async () => {
    const { url } = await noting('a'.repeat(128 * 1024 + 1))
    expect(await asking(url, aCall())).toMatchObject({
      kind: 'failed',
      errorMessage: expect.stringContaining('128 KiB'),
    })
    const { url: full } = await noting('a'.repeat(128 * 1024))
    expect(await asking(full, aCall())).toMatchObject({ kind: 'returned' })
  })

  test('fails when the server is gone, and waits for nothing', async () => {
    const clock = movedClock()
    const url = await serving((request) => request.socket.destroy())
    expect(await asking(url, aCall(), { clock })).toMatchObject({
      kind: 'failed',
      errorType: 'Integration.Failed',
      errorMessage: 'socket hang up',
    })
    expect(clock.waiting()).toBe(0)
  })

  test('has 128 requests at work at once, and others wait in order', async () => {
    const { url, held } = await holding()
    const integration = httpIntegration({ url, timeoutMs: 5_000, clock: movedClock(), all: httpSlots() })
    const calls = Array.from({ length: 300 }, (_, at) => integration(aCall({ body: String(at) })))
    const seen = new Set<unknown>()
    const sockets = new Set<unknown>()
    let most = 0
    while (seen.size < 300) {
      most = Math.max(most, held.size)
      for (const [response, { socket }] of held) {
        held.delete(response)
        seen.add(response)
        sockets.add(socket)
        response.end()
      }
      await turn()
    }
    expect((await Promise.all(calls)).every(({ kind }) => kind === 'returned')).toBe(true)
    expect(most).toBeLessThanOrEqual(128)
    // Sockets that an answer left are used again.
    expect(sockets.size).toBeLessThanOrEqual(128)
  })

  test('fails at once where too many wait, and the others when their time is over', async () => {
    const clock = movedClock()
    const { url, held, mostOpen } = await holding()
    const all = httpSlots()
    const integration = httpIntegration({ url, timeoutMs: 3_000, clock, all })
    const calls = Array.from({ length: 1_128 }, () => integration(aCall()))
    expect(await integration(aCall())).toEqual({
      kind: 'failed',
      errorType: 'TooManyRequestsException',
      errorMessage: 'Rate Exceeded.',
    })
    while (held.size < 128) await turn()
    const { url: fine } = await noting('hi')
    expect(await asking(fine, aCall(), { all })).toMatchObject({ result: { body: 'hi' } })
    await clock.pass(3_000)
    const ends = await Promise.all(calls)
    expect(ends.every((end) => 'errorType' in end && end.errorType === 'Integration.Timedout')).toBe(true)
    expect(clock.waiting()).toBe(0)
    expect(mostOpen()).toBeLessThanOrEqual(128)
    held.clear()
    const next = integration(aCall())
    while (held.size === 0) await turn()
    for (const response of held.keys()) response.end()
    expect(await next).toMatchObject({ kind: 'returned' })
  })

  test('waits for the others of its server too', async () => {
    const all = slots({ most: 1, mostWaiting: 10, mostWaitingSize: 10 })
    const { url, held } = await holding()
    const first = asking(url, aCall(), { all })
    while (held.size === 0) await turn()
    const { url: fine, asked } = await noting('hi')
    const second = asking(fine, aCall(), { all })
    for (let turns = 0; turns < 20; turns += 1) await turn()
    expect(asked).toEqual([])
    for (const response of held.keys()) response.end()
    await first
    expect(await second).toMatchObject({ result: { body: 'hi' } })
  })

  test('lets bodies of 16 Mi characters wait', async () => {
    const { url } = await holding()
    const clock = movedClock()
    const integration = httpIntegration({ url, timeoutMs: 3_000, clock, all: httpSlots() })
    const calls = Array.from({ length: 128 }, () => integration(aCall()))
    const large = aCall({ body: 'a'.repeat(1_024 * 1_024) })
    calls.push(...Array.from({ length: 16 }, () => integration(large)))
    expect(await integration(large)).toMatchObject({ errorType: 'TooManyRequestsException' })
    await clock.pass(3_000)
    expect(await Promise.all(calls)).toHaveLength(144)
  })

  test.each([
    ['no URL', { url: 'localhost' }, 'Invalid URL'],
    ['another protocol', { url: 'file:///etc/passwd' }, 'is not an HTTP URL'],
    ['credentials in the URL', { url: 'http://a:b@localhost/' }, 'credentials'],
    ['a method that cannot be sent', { method: 'CONNECT' }, 'CONNECT'],
    [
      'a header that is not its to set',
      { headers: { 'Content-Length': "'5'" } },
      '"Content-Length" is not a header',
    ],
    ['a header that cannot be', { headers: { 'a b': "'5'" } }, '"a b" is not a header'],
    ['a source that cannot be read', { headers: { a: '$request.header.a' } }, 'write route.request.header.a'],
  ])('cannot be made with %s', (_label, options, why) => {
    expect(() =>
      httpIntegration({
        url: 'http://localhost/',
        timeoutMs: 1_000,
        clock: movedClock(),
        all: httpSlots(),
        ...options,
      }),
    ).toThrow(why)
  })
})
