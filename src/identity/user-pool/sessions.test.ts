import { describe, expect, test } from 'vitest'
import { decoded } from '../test-issuer.fixture.ts'
import { goodPassword, signedIn, signInAgain, testPool } from './test-pool.fixture.ts'

const email = 'ada@example.com'

describe('a refresh token', () => {
  test('gives new tokens of the same session, without another refresh token', async () => {
    const { pool, clock } = await testPool()
    const first = await signedIn(pool)
    clock.pass(3_600_000)
    const next = await pool.continueSession(first.refreshToken)
    expect(next).not.toHaveProperty('refreshToken')
    const [before, after] = [decoded(first.accessToken, 1), decoded(next.accessToken, 1)]
    expect(after).toMatchObject({ origin_jti: before.origin_jti, auth_time: before.auth_time })
    expect(after.jti).not.toBe(before.jti)
    expect(after.exp).toBe(Number(before.exp) + 3_600)
    expect(await pool.user(next.accessToken)).toMatchObject({ username: email })
  })

  test('holds for 30 days, and not at the last moment', async () => {
    const { pool, clock } = await testPool()
    const { refreshToken } = await signedIn(pool)
    const thirtyDaysMs = 30 * 24 * 3_600_000
    clock.pass(thirtyDaysMs - 1)
    expect(await pool.continueSession(refreshToken)).toHaveProperty('accessToken')
    clock.pass(1)
    await expect(pool.continueSession(refreshToken)).rejects.toMatchObject({
      type: 'NotAuthorizedException',
      message: 'Refresh Token has expired',
    })
  })

  test('of anything else is refused', async () => {
    const { pool } = await testPool()
    const { accessToken, refreshToken } = await signedIn(pool)
    const invalid = { type: 'NotAuthorizedException', message: 'Invalid Refresh Token' }
    for (const token of ['', accessToken, `${refreshToken}x`, refreshToken.slice(1)]) {
      await expect(pool.continueSession(token)).rejects.toMatchObject(invalid)
    }
  })

  test('is kept as a hash only', async () => {
    const { pool, accounts } = await testPool()
    const { refreshToken } = await signedIn(pool)
    expect(await accounts.session(refreshToken)).toBeUndefined()
  })

  test('is void after signing out, all of them, while access tokens go on', async () => {
    const { pool } = await testPool()
    const first = await signedIn(pool)
    const second = await signInAgain(pool)
    const other = await signedIn(pool, 'bob')
    await pool.signOut(first.accessToken)
    for (const { refreshToken } of [first, second]) {
      await expect(pool.continueSession(refreshToken)).rejects.toThrow('Invalid Refresh Token')
    }
    expect(await pool.continueSession(other.refreshToken)).toHaveProperty('accessToken')
    expect(await pool.user(second.accessToken)).toMatchObject({ username: email })
  })

  test('is void after another password was set', async () => {
    const { pool } = await testPool()
    const { refreshToken } = await signedIn(pool)
    await pool.setPassword(email, goodPassword, true)
    await expect(pool.continueSession(refreshToken)).rejects.toThrow('Invalid Refresh Token')
  })
})
