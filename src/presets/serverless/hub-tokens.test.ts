import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { Handshake } from '../../core/index.ts'
import { remoteHubTokens } from './hub-tokens.ts'

vi.setConfig({ testTimeout: 30_000 })

let keys: Awaited<ReturnType<typeof generateKeyPair>>
const now = 1_700_000_000

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true })
})

const saying = (token: string | undefined): Handshake => ({
  connectionId: 'c',
  path: '/hub',
  target: '/hub',
  query: new URLSearchParams(token === undefined ? {} : { access_token: token }),
  headers: {},
  rawHeaders: [],
  subprotocols: [],
  sourceIp: '',
  domainName: '',
  requestedAt: now * 1_000,
})

/** Logins elsewhere, and how what they sign is judged. */
async function open() {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'RS256' }
  const server = createServer((request, response) => {
    const { port } = addressOf()
    const url = `http://127.0.0.1:${port}`
    const body = request.url === '/keys' ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/keys` }
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  })
  const addressOf = () => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('it does not listen')
    return address
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${addressOf().port}`
  const authorize = remoteHubTokens({
    issuer,
    token: ({ query }) => query.get('access_token') ?? undefined,
    clock: { now: () => now * 1_000, every: () => () => {}, after: () => () => {} },
  })
  return async (claims: JWTPayload) => {
    const token = await new SignJWT({
      sub: 'ada',
      iss: issuer,
      aud: 'gamebackend',
      iat: now,
      exp: now + 900,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .sign(keys.privateKey)
    return authorize(saying(token))
  }
}

test('the facts of a token are those that a server gives its own', async () => {
  const judge = await open()
  expect(await judge({ scope: 'guest', jti: 't1', name: 'Ada' })).toEqual({
    allow: {
      id: 'ada',
      context: { sub: 'ada', scope: 'guest', tokenId: 't1', exp: `${now + 900}`, iat: `${now}` },
    },
  })
  expect(await judge({ scope: 'x authenticated', channels: ['team:a', 5, 'team:b'] })).toMatchObject({
    allow: { context: { scope: 'authenticated', channels: 'team:a team:b', tokenId: expect.any(String) } },
  })
})

test.each([
  ['without a right', { scope: 'none' }, 401, 'invalid-token'],
  ['to refresh with', { scope: 'refresh', aud: 'refresh' }, 403, 'forbidden'],
  ['that has ended', { scope: 'guest', exp: now - 1 }, 401, 'invalid-token'],
])('a token is refused: %s', async (_, claims, status, reason) => {
  const judge = await open()
  expect(await judge(claims)).toEqual({ deny: { status, reason } })
})
