import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, describe, expect, test } from 'vitest'
import { type Guard, guard } from './guard.ts'
import { ada, byHand, inHeader, inQuery, testVerifier } from './sigv4/signed-request.fixture.ts'
import type { SignedRequest } from './sigv4/verifier.ts'

const { verifier } = testVerifier()
const away = () => '10.0.0.1'
const here = () => '127.0.0.1'

const asked = ['execute-api', 'events', 'lambda', 'cognito-idp', 'stoa'] as const
type Service = (typeof asked)[number]

/** An app that answers with the body it was sent, behind the guard of a service. */
function echo(guarded: Guard, service: Service = 'execute-api') {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use('*', guarded(service))
  app.all('*', async (c) => c.text(await c.req.text()))
  return app
}

const closings: (() => void)[] = []
afterEach(() => {
  for (const close of closings.splice(0)) close()
})

/** What a real server answers to a request, sent as it is written. */
async function answer(app: Hono<{ Bindings: HttpBindings }>, sent: Partial<SignedRequest>) {
  const server = createAdaptorServer({ fetch: app.fetch }).listen(0, '127.0.0.1')
  closings.push(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { method = 'POST', target: path = '/', headers = {}, body = new Uint8Array() } = sent
  const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false })
  return new Promise<{ status: number | undefined; type: unknown; text: string }>((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response: IncomingMessage) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const type = response.headers['x-amzn-errortype']
        resolve({ status: response.statusCode, type, text: Buffer.concat(chunks).toString() })
      })
    })
    request.end(body)
  })
}

describe('a guard with credentials', () => {
  const guarded = guard({ verifier, sourceIp: away })

  test('lets a signed request through, and its body with it', async () => {
    expect(await answer(echo(guarded), inHeader())).toEqual({ status: 200, type: undefined, text: 'hi' })
  })

  test('lets a body through that came in pieces', async () => {
    const { headers, ...signed } = byHand({ method: 'POST', body: 'hi' })
    const inPieces = { ...signed, headers: { ...headers, 'transfer-encoding': 'chunked' } }
    expect(await answer(echo(guarded), inPieces)).toMatchObject({ status: 200, text: 'hi' })
  })

  test.each(['/prod/@connections/c%3D', '/prod//@connections/c=', '/prod/%40connections/a%2Fb', '/a/../b'])(
    'checks the target as it was sent: %s',
    async (path) => {
      expect(await answer(echo(guarded), inHeader({ path }))).toMatchObject({ status: 200, text: 'hi' })
    },
  )

  test('refuses as AWS does, also for a program on this machine', async () => {
    const app = echo(guard({ verifier, sourceIp: here }))
    expect(await answer(app, { headers: { host: 'localhost' } })).toEqual({
      status: 403,
      type: 'MissingAuthenticationTokenException',
      text: '{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}',
    })
    const forged = { ...inHeader(), body: Buffer.from('ho') }
    expect(await answer(app, forged)).toMatchObject({ status: 403, type: 'InvalidSignatureException' })
    const unknown = inHeader({}, { ...ada, accessKeyId: 'AKIDNOBODY' })
    expect(await answer(app, unknown)).toMatchObject({ status: 403, type: 'UnrecognizedClientException' })
  })

  test.each<[Service, readonly string[]]>([
    ['execute-api', ['execute-api', '']],
    ['events', ['events']],
    ['lambda', ['lambda']],
    ['cognito-idp', ['cognito-idp']],
    ['stoa', ['stoa', 'execute-api', '']],
  ])('of %s takes signatures for %j', async (service, taken) => {
    const app = echo(guarded, service)
    const statuses = await Promise.all(
      [...asked, ''].map(async (signedFor) => {
        const { target, ...rest } = inHeader({ service: signedFor })
        const { status } = await app.request(target, { ...rest, headers: texts(rest), body: 'hi' })
        return [signedFor, status] as const
      }),
    )
    expect(
      statuses
        .filter(([, status]) => status === 200)
        .map(([one]) => one)
        .sort(),
    ).toEqual([...taken].sort())
    expect(new Set(statuses.map(([, status]) => status))).toEqual(new Set([200, 403]))
  })

  test('answers a handler that asks it', async () => {
    const app = new Hono()
    app.all('*', async (c) => (await guarded('events')(c, async () => {})) ?? c.text('may'))
    const ask = async (service: string) => {
      const { target, ...rest } = inHeader({ service })
      return (await app.request(target, { ...rest, headers: texts(rest), body: 'hi' })).status
    }
    expect([await ask('events'), await ask('lambda')]).toEqual([200, 403])
  })

  test('takes links', async () => {
    expect(await answer(echo(guarded), inQuery())).toMatchObject({ status: 200 })
  })
})

describe('a guard without credentials', () => {
  test('lets programs on this machine through, signed or not', async () => {
    const app = echo(guard({ verifier: undefined, sourceIp: here }))
    const body = Buffer.from('hi')
    expect(await answer(app, { body })).toMatchObject({ status: 200, text: 'hi' })
    const forged = {
      ...inHeader(),
      headers: { ...inHeader().headers, authorization: 'AWS4-HMAC-SHA256 forged' },
    }
    expect(await answer(app, forged)).toMatchObject({ status: 200, text: 'hi' })
  })

  test('tells others how to have credentials, even if they sign', async () => {
    for (const [sourceIp, headers] of [
      [away, {}] as const,
      [here, { origin: 'http://localhost' }] as const,
    ]) {
      const app = echo(guard({ verifier: undefined, sourceIp }))
      const { status, type, text } = await answer(app, {
        ...inHeader(),
        headers: { ...inHeader().headers, ...headers },
      })
      expect([status, type]).toEqual([403, 'AccessDeniedException'])
      expect(text).toMatch(/STOA_ACCESS_KEY_ID and STOA_SECRET_ACCESS_KEY/)
    }
  })
})

describe('a program on this machine', () => {
  const status = async (ip: string, headers: Record<string, string> = {}) => {
    const app = echo(guard({ verifier: undefined, sourceIp: () => ip }))
    return (await app.request('/', { method: 'POST', headers })).status
  }

  test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('has the address %s', async (ip) => {
    expect(await status(ip)).toBe(200)
  })

  test.each(['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', 'localhost', ''])('has not %j', async (ip) => {
    expect(await status(ip)).toBe(403)
  })

  test.each([
    ['localhost', 200],
    ['stoa.localhost:8080', 200],
    ['127.0.0.1:8080', 200],
    ['[::1]:8080', 200],
    ['rebound.example', 403],
    ['localhost.example', 403],
    ['10.0.0.1', 403],
  ])('asks this machine: %s gets %i', async (host, expected) => {
    const app = echo(guard({ verifier: undefined, sourceIp: here }))
    expect((await app.request(`http://${host}/`)).status).toBe(expected)
  })

  test('cannot be told apart where a proxy may be in between', async () => {
    const app = echo(guard({ verifier: undefined, sourceIp: here, isBehindProxy: true }))
    expect((await app.request('/', { method: 'POST' })).status).toBe(403)
  })

  test('is no trusted proxy, whomever it asks for', async () => {
    const app = echo(guard({ verifier: undefined, sourceIp: here, isProxied: () => true }))
    expect((await app.request('/', { method: 'POST' })).status).toBe(403)
  })

  const proxied = [
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Real-IP',
    'X-Client-IP',
    'CF-Connecting-IP',
    'Via',
  ]
  test.each(['Origin', 'Sec-Fetch-Site', 'Forwarded', ...proxied])(
    'is no page or proxy, which send %s',
    async (header) => {
      for (const value of ['same-origin', 'null', '127.0.0.1']) {
        expect(await status('127.0.0.1', { [header]: value })).toBe(403)
      }
    },
  )
})

describe('a body', () => {
  const megabyte = 1_048_576
  const large = (bytes: number) => inHeader({ body: Buffer.alloc(bytes) })

  test.each([undefined, verifier])('of 1 MB is let through, and one of a byte more is not', async (one) => {
    const app = echo(guard({ verifier: one, sourceIp: here }))
    expect(await answer(app, large(megabyte))).toMatchObject({ status: 200 })
    expect(await answer(app, large(megabyte + 1))).toMatchObject({
      status: 413,
      type: 'RequestTooLargeException',
    })
  })

  test('that comes in pieces without a length is held to the same', async () => {
    const app = echo(guard({ verifier: undefined, sourceIp: here }))
    const headers = { 'transfer-encoding': 'chunked' }
    expect(await answer(app, { headers, body: Buffer.alloc(megabyte) })).toMatchObject({ status: 200 })
    expect(await answer(app, { headers, body: Buffer.alloc(megabyte + 1) })).toMatchObject({ status: 413 })
  })
})

/** Headers as `fetch` takes them. */
function texts({ headers }: Pick<SignedRequest, 'headers'>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, String(value)]))
}
