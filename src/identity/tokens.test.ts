import { beforeAll, describe, expect, test, vi } from 'vitest'
import { memoryKeys } from '../stores/memory/keys.ts'
import { decoded, standingClock, testIssuer } from './test-issuer.fixture.ts'
import { hashId } from './token-id.ts'
import { type Tokens, tokens } from './tokens.ts'

const issuer = testIssuer()
const now = issuer.clock.now() / 1_000
let kid = ''
let valid = ''
let refresh = ''

beforeAll(async () => {
  const pair = await issuer.tokens.issue('ada', 'guest')
  valid = pair.authToken
  refresh = pair.refreshToken
  kid = (await issuer.signingKeys.current()).publicJwk.kid
})

/** The issuer's keys, at another time or with another rule. */
function verifierAt(spanMs: number, pinnedIssuer?: string): Tokens {
  const clock = standingClock()
  clock.pass(spanMs)
  return tokens({
    signingKeys: issuer.signingKeys,
    clock,
    issuer: () => 'http://elsewhere',
    ...(pinnedIssuer !== undefined && { pinnedIssuer }),
  })
}

describe('an access token', () => {
  test('has the claims that clients know, in their order', () => {
    expect(JSON.stringify(decoded(valid, 0))).toBe(`{"alg":"RS256","kid":"${kid}","typ":"JWT"}`)
    expect(JSON.stringify(decoded(valid, 1))).toBe(
      `{"sub":"ada","exp":${now + 900},"iss":"http://localhost:8080","kid":"${kid}","aud":"gamebackend","nbf":${now},"iat":${now},"scope":"guest"}`,
    )
  })

  test('tells who it was issued to, and for what', async () => {
    expect(await issuer.tokens.verifyAccess(valid)).toMatchObject({ userId: 'ada', scope: 'guest' })
    const { authToken } = await issuer.tokens.issue('bob', 'authenticated')
    expect(await issuer.tokens.verifyAccess(authToken)).toMatchObject({
      userId: 'bob',
      scope: 'authenticated',
    })
  })

  test('tells its time and its id, the second time as the first', async () => {
    const other = testIssuer()
    const { authToken } = await other.tokens.issue('ada', 'guest')
    const tokenId = hashId(authToken)
    const access = { userId: 'ada', scope: 'guest', issuedAt: now, expiresAt: now + 900, tokenId }
    expect(await other.tokens.verifyAccess(authToken)).toEqual(access)
    expect(await other.tokens.verifyAccess(authToken)).toEqual(access)
  })

  test('holds for 900 seconds, and not at the 900th', async () => {
    expect(await verifierAt(899_999).verifyAccess(valid)).toMatchObject({ userId: 'ada' })
    expect(await verifierAt(900_000).verifyAccess(valid)).toBe('invalid')
  })

  test('does not hold before its time', async () => {
    expect(await verifierAt(-1_000).verifyAccess(valid)).toBe('invalid')
  })

  test('holds under another URL of the same server, unless its issuer is pinned', async () => {
    expect(await verifierAt(0).verifyAccess(valid)).toMatchObject({ userId: 'ada' })
    expect(await verifierAt(0, 'http://localhost:8080').verifyAccess(valid)).toMatchObject({ userId: 'ada' })
    expect(await verifierAt(0, 'http://elsewhere').verifyAccess(valid)).toBe('invalid')
  })

  test('holds for one rotation, and not for two', async () => {
    const rotating = testIssuer()
    const { authToken } = await rotating.tokens.issue('ada', 'guest')
    await rotating.signingKeys.rotate()
    expect(await rotating.tokens.verifyAccess(authToken)).toMatchObject({ userId: 'ada' })
    await rotating.signingKeys.rotate()
    expect(await rotating.tokens.verifyAccess(authToken)).toBe('invalid')
  })

  test('that has held before is void when its time is over, or its key gone, all the same', async () => {
    const { clock, signingKeys, tokens: known } = testIssuer()
    const old = await known.issue('ada', 'guest')
    expect(await known.verifyAccess(old.authToken)).toMatchObject({ userId: 'ada' })
    clock.pass(899_000)
    expect(await known.verifyAccess(old.authToken)).toMatchObject({ userId: 'ada' })
    clock.pass(1_000)
    expect(await known.verifyAccess(old.authToken)).toBe('invalid')

    const young = await known.issue('ada', 'guest')
    expect(await known.verifyAccess(young.authToken)).toMatchObject({ userId: 'ada' })
    await signingKeys.rotate()
    expect(await known.verifyAccess(young.authToken)).toMatchObject({ userId: 'ada' })
    await signingKeys.rotate()
    expect(await known.verifyAccess(young.authToken)).toBe('invalid')
  })

  test('that differs from one that has held by a character does not hold', async () => {
    expect(await issuer.tokens.verifyAccess(valid)).toMatchObject({ userId: 'ada' })
    for (const at of [5, valid.indexOf('.') + 5, valid.length - 5]) {
      const other = valid[at] === 'A' ? 'B' : 'A'
      expect(await issuer.tokens.verifyAccess(valid.slice(0, at) + other + valid.slice(at + 1))).toBe(
        'invalid',
      )
    }
  })
})

describe('a refresh token', () => {
  test('has the claims that clients know, in their order', () => {
    expect(JSON.stringify(decoded(refresh, 1))).toBe(
      `{"sub":"ada","exp":${now + 518_400},"iss":"http://localhost:8080","kid":"${kid}","aud":"refresh","nbf":${now},"iat":${now},"scope":"refresh","access_token_scope":"guest"}`,
    )
  })

  test('tells when it ends, and which scope it is exchanged for', async () => {
    expect(await issuer.tokens.verifyRefresh(refresh)).toEqual({
      userId: 'ada',
      scope: 'guest',
      tokenId: hashId(refresh),
      issuedAt: now,
      expiresAt: now + 518_400,
    })
  })

  test('can be issued with the end of the one before it', async () => {
    const later = verifierAt(100_000)
    const pair = await later.issue('ada', 'guest', now + 518_400)
    expect(decoded(pair.refreshToken, 1)).toMatchObject({ exp: now + 518_400, iat: now + 100 })
    expect(pair).toMatchObject({ authTokenExpiresInSeconds: 900, refreshTokenExpiresInSeconds: 518_300 })
  })

  test('holds for 518,400 seconds, and not at the last', async () => {
    expect(await verifierAt(518_399_999).verifyRefresh(refresh)).toMatchObject({ userId: 'ada' })
    expect(await verifierAt(518_400_000).verifyRefresh(refresh)).toBe('invalid')
  })

  test('is no access token, and the other way round', async () => {
    expect(await issuer.tokens.verifyAccess(refresh)).toBe('invalid')
    expect(await issuer.tokens.verifyRefresh(valid)).toBe('invalid')
  })
})

test('a store that fails is no invalid token', async () => {
  const keys = memoryKeys()
  const failing = testIssuer(keys)
  const { authToken } = await failing.tokens.issue('ada', 'guest')
  vi.spyOn(keys, 'list').mockImplementation(() => {
    throw new Error('disk gone')
  })
  await expect(failing.tokens.verifyAccess(authToken)).rejects.toThrow('disk gone')
})
