import { describe, expect, test } from 'vitest'
import type { SanctionKind } from '../core/ports/sanctions.ts'
import { memorySanctions } from '../stores/memory/sanctions.ts'
import { identityHttp } from './http.ts'
import { ownCognito } from './own-cognito.ts'
import { openLogins } from './providers/stub-provider.fixture.ts'
import { revocations } from './revocations.ts'
import { testIssuer } from './test-issuer.fixture.ts'
import { signedIn, signInAgain, testPool } from './user-pool/test-pool.fixture.ts'

const host = 'http://localhost:8080'

function open() {
  const issuer = testIssuer()
  const sanctions = memorySanctions()
  const isRevoked = revocations({ sanctions, clock: issuer.clock })
  const app = identityHttp({ ...issuer, isRevoked, sourceIp: () => '127.0.0.1' })
  const get = async (path: string) => app.request(`${host}/prod/${path}`)
  const json = async (path: string): Promise<Record<string, string>> =>
    JSON.parse(await (await get(path)).text())
  const refresh = async (token = '') => (await get(`refresh-access-token?refresh_token=${token}`)).status
  const impose = (subject: { user: string } | { token: string }, kind: SanctionKind = 'revoke') => {
    const at = issuer.clock.now()
    void sanctions.impose({ kind, subject, at, until: at + 60_000_000 })
  }
  return { ...issuer, isRevoked, json, refresh, impose }
}

describe('whoever is revoked', () => {
  test('gets nothing for the refresh tokens of before, and goes on with those of a new login', async () => {
    const { json, refresh, impose, clock } = open()
    const { user_id = '', guest_secret, refresh_token } = await json('login-as-guest')
    clock.pass(1_000)
    const refreshed = await json(`refresh-access-token?refresh_token=${refresh_token}`)
    clock.pass(1_000)
    impose({ user: user_id })
    clock.pass(1_000)
    for (const token of [refresh_token, refreshed.refresh_token]) expect(await refresh(token)).toBe(401)
    const again = await json(`login-as-guest?user_id=${user_id}&guest_secret=${guest_secret}`)
    expect(await refresh(again.refresh_token)).toBe(200)
  })

  test('is nobody else', async () => {
    const { json, refresh, impose } = open()
    const [ada, bob] = [await json('login-as-guest'), await json('login-as-guest')]
    impose({ user: ada.user_id ?? '' })
    expect(await refresh(ada.refresh_token)).toBe(401)
    expect(await refresh(bob.refresh_token)).toBe(200)
  })

  test('cannot be given another identity with a token of before', async () => {
    const { impose, tokens, isRevoked, clock } = open()
    const { pool } = await testPool({ startAt: clock.now() })
    const linkTo = await tokens.issue('ada', 'guest')
    impose({ user: 'ada' })
    const logins = openLogins({ tokens, isRevoked, clock, cognito: ownCognito(pool, { selfSignUp: false }) })
    const { accessToken } = await signedIn(pool)
    const query = new URLSearchParams({ auth_token: linkTo.authToken, link_to_existing_user: 'Yes' })
    const answer = await logins.app.request(`/prod/login-with-cognito?${query.toString()}`, {
      method: 'POST',
      body: JSON.stringify({ access_token: accessToken }),
    })
    expect(await answer.json()).toBe('Error: Failed to authenticate with existing identity')
  })
})

test('who is banned or muted, and not revoked, may have new tokens: they open nothing before that is over', async () => {
  const { json, refresh, impose } = open()
  const { user_id = '', refresh_token } = await json('login-as-guest')
  for (const kind of ['ban', 'mute'] as const) impose({ user: user_id }, kind)
  expect(await refresh(refresh_token)).toBe(200)
})

test('a refresh token can be revoked by itself', async () => {
  const { json, refresh, impose, tokens } = open()
  const { refresh_token = '' } = await json('login-as-guest')
  const claims = await tokens.verifyRefresh(refresh_token)
  impose({ token: claims === 'invalid' ? '' : claims.tokenId })
  expect(await refresh(refresh_token)).toBe(401)
})

describe('a session of the user pool', () => {
  test('ends when its user is revoked, and another sign-in begins a new one', async () => {
    const { isRevoked, impose, clock } = open()
    const { pool, clock: ofPool } = await testPool({ isRevoked, startAt: clock.now() })
    const { refreshToken } = await signedIn(pool)
    const { sub } = await pool.account('ada@example.com')
    impose({ user: sub })
    await expect(pool.continueSession(refreshToken)).rejects.toMatchObject({
      type: 'NotAuthorizedException',
      message: 'Refresh Token has been revoked',
    })
    ofPool.pass(1)
    const again = await signInAgain(pool)
    expect(await pool.continueSession(again.refreshToken)).toHaveProperty('accessToken')
  })

  test('of before does not log its user in again, however new its tokens are', async () => {
    const { tokens, isRevoked, impose, clock } = open()
    const { pool, clock: ofPool } = await testPool({ isRevoked, startAt: clock.now() })
    const app = openLogins({ tokens, isRevoked, clock, cognito: ownCognito(pool, { selfSignUp: false }) }).app
    const logIn = async (accessToken: string): Promise<unknown> => {
      const body = JSON.stringify({ access_token: accessToken })
      return (await app.request('/prod/login-with-cognito', { method: 'POST', body })).json()
    }
    const { refreshToken, accessToken } = await signedIn(pool)
    const first = Object(await logIn(accessToken))
    impose({ user: String(first.user_id) })
    for (const each of [clock, ofPool]) each.pass(1_000)
    const { accessToken: refreshed } = await pool.continueSession(refreshToken)
    expect(await logIn(refreshed)).toBe('Error: Failed to authenticate')
    expect(await logIn((await signInAgain(pool)).accessToken)).toMatchObject({ user_id: first.user_id })
  })
})
