import { createServer, type ServerResponse } from 'node:http'
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { handshake, inQuery, invalidToken, noToken } from './handshake.fixture.ts'
import { type JwksOptions, jwksTokens } from './jwks-tokens.ts'
import { standingClock } from './test-issuer.fixture.ts'

vi.setConfig({ testTimeout: 30_000 })

const kid = 'the key'
let own: Awaited<ReturnType<typeof generateKeyPair>>
let foreign: Awaited<ReturnType<typeof generateKeyPair>>

beforeAll(async () => {
  own = await generateKeyPair('RS256', { extractable: true })
  foreign = await generateKeyPair('RS256', { extractable: true })
})

type Answer = (response: ServerResponse) => void

/** An issuer on a port of this machine, whose answers can be changed, and what it was asked for. */
async function stand() {
  const answers = new Map<string | undefined, Answer>()
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    const answer = answers.get(request.url)
    if (answer === undefined) response.writeHead(404).end()
    else answer(response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const url = `http://127.0.0.1:${port}`
  const say = (path: string, body: unknown, status = 200) =>
    answers.set(path, (response) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body)),
    )
  const keys = [{ ...(await exportJWK(own.publicKey)), kid, alg: 'RS256', use: 'sig' }]
  const describeIssuer = (issuer = url) =>
    say('/.well-known/openid-configuration', { issuer, jwks_uri: `${url}/keys`, more: 1 })
  say('/keys', { keys })
  describeIssuer()
  return { url, asked, say, describeIssuer, keys }
}

const discovery = ['/.well-known/openid-configuration', '/keys'] as const

/** An authorizer of a standing issuer. */
async function open(options: Partial<JwksOptions> = {}) {
  const issuer = await stand()
  const clock = standingClock()
  const authorize = jwksTokens({ issuer: issuer.url, token: inQuery, clock, ...options })
  const now = clock.now() / 1_000
  const claims = { iss: issuer.url, sub: 'ada', aud: 'game', exp: now + 900 }
  const ask = async (token: string) => authorize(handshake({ token }))
  return {
    ...issuer,
    clock,
    now,
    claims,
    ask,
    askWith: async (more: object) => ask(await signed({ ...claims, ...more })),
  }
}

interface Signing {
  readonly header?: object
  readonly key?: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']
}

/** Claims that are `undefined` are left out. */
function signed(claims: object, { header = {}, key = own.privateKey }: Signing = {}): Promise<string> {
  const payload: JWTPayload = JSON.parse(JSON.stringify(claims))
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(key)
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token of the issuer', () => {
  test('lets in its subject, with its plain claims as texts', async () => {
    const { claims, askWith } = await open()
    expect(await askWith({ email_verified: true, groups: ['x'] })).toEqual({
      allow: {
        id: 'ada',
        context: {
          iss: claims.iss,
          sub: 'ada',
          aud: 'game',
          exp: String(claims.exp),
          email_verified: 'true',
        },
        tokenClaims: { exp: String(claims.exp), jti: expect.any(String) },
      },
    })
  })

  test('holds until its end', async () => {
    const { clock, askWith } = await open()
    clock.pass(899_999)
    expect(await askWith({})).toHaveProperty('allow')
    clock.pass(1)
    expect(await askWith({})).toEqual(invalidToken)
  })

  test('must be for the audience that is asked for, if one is', async () => {
    const { askWith } = await open({ audience: 'game' })
    expect(await askWith({})).toHaveProperty('allow')
    expect(await askWith({ aud: ['other', 'game'] })).toHaveProperty('allow')
    expect(await askWith({ aud: 'other' })).toEqual(invalidToken)
    expect(await askWith({ aud: undefined })).toEqual(invalidToken)
    const { askWith: askAnybody } = await open()
    expect(await askAnybody({ aud: 'other' })).toHaveProperty('allow')
  })

  test.each([
    ['another issuer', { iss: 'http://elsewhere' }],
    ['no issuer', { iss: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject that is no text', { sub: 5 }],
    ['no end', { exp: undefined }],
    ['an end that is no number', { exp: 'later' }],
    ['a beginning to come', { nbf: 99_999_999_999 }],
  ])('lets nobody in with %s', async (_, change) => {
    const { askWith } = await open()
    expect(await askWith(change)).toEqual(invalidToken)
  })

  test('must name its issuer to the letter', async () => {
    const { url, askWith } = await open()
    expect(await askWith({ iss: `${url}/` })).toEqual(invalidToken)
    expect(await askWith({ iss: url.toUpperCase() })).toEqual(invalidToken)
  })
})

describe('refused is', () => {
  test('who has no token, without a word to the issuer', async () => {
    const { ask, asked } = await open()
    expect(await ask('')).toEqual(noToken)
    expect(asked).toEqual([])
  })

  test('a token of more than 8 KB, without a word to the issuer', async () => {
    const { ask, asked, claims } = await open()
    expect(await ask(await signed({ ...claims, more: 'x'.repeat(8_192) }))).toEqual(invalidToken)
    expect(asked).toEqual([])
  })

  test('a token of another key, under the kid of the issuer too', async () => {
    const { ask, claims } = await open()
    const key = foreign.privateKey
    for (const header of [{}, { kid: 'unknown' }, { jwk: await exportJWK(foreign.publicKey) }]) {
      expect(await ask(await signed(claims, { header, key }))).toEqual(invalidToken)
    }
  })

  test('a token without a signature, or signed with the public key as if that were a secret', async () => {
    const { ask, claims } = await open()
    for (const alg of ['none', '', null, 'HS256', 'ES256']) {
      expect(await ask(`${encoded({ alg, kid })}.${encoded(claims)}.`)).toEqual(invalidToken)
    }
    const secret = new TextEncoder().encode(await exportSPKI(own.publicKey))
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(secret)
    expect(await ask(forged)).toEqual(invalidToken)
  })

  test('a token that was changed, and any other text', async () => {
    const { ask, claims } = await open()
    const [header, , signature] = (await signed(claims)).split('.')
    expect(await ask(`${header}.${encoded({ ...claims, sub: 'eve' })}.${signature}`)).toEqual(invalidToken)
    for (const text of ['x', '..', 'a.b.c', '\0', 'e30.e30.e30'])
      expect(await ask(text)).toEqual(invalidToken)
  })
})

describe('the keys of an issuer', () => {
  test('are found at the first token, and kept', async () => {
    const { asked, askWith } = await open()
    expect(asked).toEqual([])
    for (let count = 0; count < 3; count += 1) expect(await askWith({})).toHaveProperty('allow')
    expect(asked).toEqual(discovery)
  })

  test('are looked for once by those who come together', async () => {
    const { asked, askWith } = await open()
    await Promise.all([askWith({}), askWith({}), askWith({})])
    expect(asked).toEqual(discovery)
  })

  test('may be elsewhere, and then nobody is asked where they are', async () => {
    const { url, claims } = await open()
    const elsewhere = await stand()
    const clock = standingClock()
    const authorize = jwksTokens({
      issuer: 'not a URL',
      jwksUri: `${elsewhere.url}/keys`,
      token: inQuery,
      clock,
    })
    const token = await signed({ ...claims, iss: 'not a URL' })
    expect(await authorize(handshake({ token }))).toHaveProperty('allow.id', 'ada')
    const other = await signed({ ...claims, iss: url })
    expect(await authorize(handshake({ token: other }))).toEqual(invalidToken)
    expect(elsewhere.asked).toEqual(['/keys'])
  })

  test('of another issuer are not taken', async () => {
    const { describeIssuer, askWith } = await open()
    describeIssuer('http://elsewhere')
    await expect(askWith({})).rejects.toThrow('does not describe the issuer')
    describeIssuer()
    expect(await askWith({})).toHaveProperty('allow')
  })

  test.each([
    ['are not found', '/keys', {}, 404, 'cannot be had'],
    ['cannot be given now', '/keys', {}, 503, 'cannot be had'],
    ['are no key set', '/keys', { keys: 5 }, 200, 'malformed'],
    ['cannot be looked for', discovery[0], {}, 503, 'cannot be had'],
    ['are not said to be anywhere', discovery[0], {}, 200, 'does not describe'],
  ])('that %s judge nobody', async (_, path, body, status, why) => {
    const { say, askWith, describeIssuer, keys } = await open()
    say(path, body, status)
    await expect(askWith({})).rejects.toThrow(why)
    say('/keys', { keys })
    describeIssuer()
    expect(await askWith({})).toHaveProperty('allow')
  })

  test('of an issuer that is not there judge nobody', async () => {
    const { claims } = await open()
    const authorize = jwksTokens({
      issuer: claims.iss,
      jwksUri: 'http://127.0.0.1:1/keys',
      token: inQuery,
      clock: standingClock(),
    })
    const token = await signed(claims)
    await expect(authorize(handshake({ token }))).rejects.toThrow('cannot be had')
  })
})
