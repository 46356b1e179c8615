import { describe, expect, test } from 'vitest'
import { memoryAccounts } from '../../stores/memory/accounts.ts'
import { memorySettings } from '../../stores/memory/settings.ts'
import { decoded } from '../test-issuer.fixture.ts'
import { tokens } from '../tokens.ts'
import { foreignKeys, goodPassword, signedIn, signInAgain, testPool } from './test-pool.fixture.ts'

const email = 'ada@example.com'
const wrong = { type: 'NotAuthorizedException', message: 'Incorrect username or password.' }
const uuid = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)

describe('the tokens of a sign-in', () => {
  test('have the claims of Cognito, in their order', async () => {
    const { pool, clock, signingKeys } = await testPool()
    const { accessToken, idToken, expiresInSeconds } = await signedIn(pool)
    const now = clock.now() / 1_000
    const { sub } = await pool.account(email)
    const access = decoded(accessToken, 1)
    expect(access).toEqual({
      sub,
      iss: pool.issuer,
      client_id: pool.clientId,
      origin_jti: uuid,
      event_id: uuid,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: now,
      exp: now + 3_600,
      iat: now,
      jti: uuid,
      username: email,
    })
    expect(decoded(idToken, 1)).toEqual({
      sub,
      email_verified: false,
      iss: pool.issuer,
      'cognito:username': email,
      origin_jti: access.origin_jti,
      event_id: access.event_id,
      aud: pool.clientId,
      token_use: 'id',
      auth_time: now,
      exp: now + 3_600,
      iat: now,
      jti: uuid,
      email,
    })
    const { kid } = (await signingKeys.current()).publicJwk
    expect(JSON.stringify(decoded(idToken, 0))).toBe(`{"kid":"${kid}","alg":"RS256"}`)
    expect(Object.keys(access).slice(0, 3)).toEqual(['sub', 'iss', 'client_id'])
    expect(expiresInSeconds).toBe(3_600)
  })

  test('say nothing of an email where there is none', async () => {
    const { pool } = await testPool()
    const { idToken } = await signedIn(pool, 'ada')
    expect(decoded(idToken, 1)).not.toHaveProperty('email')
    expect(decoded(idToken, 1)).not.toHaveProperty('email_verified')
  })

  test.each([
    ['true', true],
    ['false', false],
    ['', false],
    ['TRUE', false],
  ])('say that an email is verified only where the owner of the pool says so: %j', async (given, said) => {
    const { pool } = await testPool()
    await pool.createUser({ username: email, attributes: { email_verified: given } })
    await pool.setPassword(email, goodPassword, true)
    expect(decoded((await signInAgain(pool)).idToken, 1)).toMatchObject({ email, email_verified: said })
  })

  test('are no tokens of guests, and tokens of guests are none of the pool', async () => {
    const { pool, signingKeys, clock } = await testPool()
    const guests = tokens({ signingKeys, clock, issuer: () => pool.issuer })
    const { accessToken, idToken, refreshToken } = await signedIn(pool)
    for (const token of [accessToken, idToken, refreshToken]) {
      expect(await guests.verifyAccess(token)).toBe('invalid')
      expect(await guests.verifyRefresh(token)).toBe('invalid')
    }
    const { authToken } = await guests.issue('ada', 'guest')
    await expect(pool.user(authToken)).rejects.toMatchObject({ message: 'Invalid Access Token' })
  })
})

describe('a sign-in', () => {
  test('does not mind the case of a username, and minds that of a password', async () => {
    const { pool } = await testPool()
    await signedIn(pool)
    expect(await pool.signIn('ADA@Example.com', goodPassword)).toHaveProperty('accessToken')
    await expect(pool.signIn(email, goodPassword.toUpperCase())).rejects.toMatchObject(wrong)
  })

  test('is refused in the same words for a wrong password, nobody, and somebody without a password', async () => {
    const { pool } = await testPool()
    await signedIn(pool)
    await pool.createUser({ username: 'bob', attributes: {} })
    for (const [username, password] of [
      [email, 'wrong'],
      ['nobody', goodPassword],
      ['__proto__', goodPassword],
      ['bob', ''],
      ['bob', goodPassword],
    ] as const) {
      await expect(pool.signIn(username, password)).rejects.toMatchObject(wrong)
    }
  })

  test.each([
    ['empty', ''],
    ['with a space', 'a b'],
    ['with a control character', 'a\0b'],
    ['over 128 characters', 'x'.repeat(129)],
  ])('is refused for a username %s', async (_, username) => {
    const { pool } = await testPool()
    const problem = { type: 'InvalidParameterException' }
    await expect(pool.signIn(username, goodPassword)).rejects.toMatchObject(problem)
    await expect(pool.createUser({ username, attributes: {} })).rejects.toMatchObject(problem)
  })

  test('is locked after five wrong passwords, for the right one too, whether there is such a user or not', async () => {
    const { pool, clock } = await testPool()
    await signedIn(pool)
    const locked = { type: 'NotAuthorizedException', message: 'Password attempts exceeded' }
    for (const username of [email, 'nobody']) {
      for (let count = 0; count < 5; count += 1) {
        await expect(pool.signIn(username, 'wrong')).rejects.toMatchObject(wrong)
      }
      await expect(pool.signIn(username, goodPassword)).rejects.toMatchObject(locked)
    }
    clock.pass(1_000)
    expect(await signInAgain(pool)).toHaveProperty('accessToken')
  })

  test('of many at the same time is locked too, and what is more than 64 is put off', async () => {
    const { pool } = await testPool()
    await signedIn(pool)
    const guesses = Array.from({ length: 70 }, () => pool.signIn(email, 'wrong').catch(String))
    const answers = (await Promise.all(guesses)).map(String)
    const count = (words: string) => answers.filter((answer) => answer.includes(words)).length
    // Two are compared at once, so one may slip in.
    expect(count('Incorrect')).toBeLessThanOrEqual(6)
    expect(count('Too many requests')).toBe(4)
    expect(count('Incorrect') + count('exceeded')).toBe(66)
  })

  test('with a password that is replaced while it is compared is refused', async () => {
    const accounts = memoryAccounts()
    const { pool } = await testPool({
      accounts: {
        ...accounts,
        find(username) {
          const before = accounts.find(username)
          void accounts.setPassword(username, { passwordHash: 'new', status: 'CONFIRMED', changedAt: 0 })
          return before
        },
      },
    })
    await pool.createUser({ username: email, temporaryPassword: goodPassword, attributes: {} })
    await expect(pool.signIn(email, goodPassword)).rejects.toMatchObject(wrong)
  })
})

describe('an access token', () => {
  test('tells who it was issued to until it expires', async () => {
    const { pool, clock } = await testPool()
    const { accessToken } = await signedIn(pool)
    clock.pass(3_599_000)
    expect(await pool.user(accessToken)).toMatchObject({ username: email })
    clock.pass(1_000)
    const expired = { type: 'NotAuthorizedException', message: 'Access Token has expired' }
    await expect(pool.user(accessToken)).rejects.toMatchObject(expired)
    await expect(pool.signOut(accessToken)).rejects.toMatchObject(expired)
  })

  test('is none when it is an id token, a challenge, of another pool or client, or no token', async () => {
    const { pool, ...parts } = await testPool()
    await pool.createUser({ username: email, temporaryPassword: goodPassword, attributes: {} })
    const outcome = await pool.signIn(email, goodPassword)
    const challenge = 'challenge' in outcome ? outcome.challenge : ''
    const { idToken } = await signedIn(pool, 'bob')
    const sharing = { signingKeys: parts.signingKeys, accounts: parts.accounts }
    const otherPool = await testPool(sharing)
    const otherClient = await testPool({ ...sharing, userPoolId: pool.userPoolId })
    const { userPoolId, clientId } = pool
    const foreign = await testPool({ userPoolId, clientId, signingKeys: foreignKeys() })
    const tokensOfOthers = [
      (await signedIn(otherPool.pool, 'one')).accessToken,
      (await signedIn(otherClient.pool, 'two')).accessToken,
      (await signedIn(foreign.pool, 'bob')).accessToken,
    ]
    for (const token of [idToken, challenge, ...tokensOfOthers, '', 'a.b.c', 'x'.repeat(5_000)]) {
      const invalid = { type: 'NotAuthorizedException', message: 'Invalid Access Token' }
      await expect(pool.user(token)).rejects.toMatchObject(invalid)
    }
  })
})

test('a pool that is opened again has the same ids, and its tokens still hold', async () => {
  const settings = memorySettings()
  const first = await testPool({ settings })
  const { accessToken } = await signedIn(first.pool)
  const { accounts, signingKeys } = first
  const { pool } = await testPool({ settings, accounts, signingKeys })
  expect([pool.userPoolId, pool.clientId]).toEqual([first.pool.userPoolId, first.pool.clientId])
  expect(await pool.user(accessToken)).toMatchObject({ username: email })
})
