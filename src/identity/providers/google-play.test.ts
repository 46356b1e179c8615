import { describe, expect, test } from 'vitest'
import { loggedIn, openLogins, page, type StubAnswer, stubProvider } from './stub-provider.fixture.ts'

const token: StubAnswer = { json: { access_token: 'bearer-1', token_type: 'Bearer', expires_in: 3599 } }
const player: StubAnswer = { json: { player_id: 'g42', alternate_player_id: 'a1' } }
const cut: StubAnswer = { raw: (response) => response.destroy() }
const cannotBeChecked = 'Error: Token validation error'

async function open(first: StubAnswer = token, second: StubAnswer = player) {
  const stub = await stubProvider(({ method }) => (method === 'POST' ? first : second))
  const googlePlay = {
    appId: '1234',
    clientId: 'client',
    clientSecret: 'se cret',
    tokenUrl: `${stub.url}/token`,
    url: stub.url,
  }
  const logins = openLogins({ providers: { googlePlay } })
  const login = () => logins.get('login-with-google-play', { google_play_auth_token: '4/code&1' })
  return { ...stub, ...logins, login }
}

describe('a login with Google Play', () => {
  test('exchanges the code and asks who the player is', async () => {
    const { login, received } = await open()
    expect(loggedIn(await login())).toMatchObject({ google_play_id: 'g42' })
    expect(received).toMatchObject([
      {
        method: 'POST',
        target: '/token',
        headers: { 'content-type': expect.stringMatching(/^application\/x-www-form-urlencoded/) },
        body: 'grant_type=authorization_code&code=4%2Fcode%261&client_id=client&client_secret=se+cret&redirect_uri=',
      },
      {
        method: 'GET',
        target: '/games/v1/applications/1234/verify/',
        headers: { authorization: 'Bearer bearer-1' },
      },
    ])
  })

  test('answers with the members that clients know, in their order', async () => {
    const { login } = await open()
    expect(Object.keys(loggedIn(await login())).slice(0, 3)).toEqual([
      'user_id',
      'google_play_id',
      'auth_token',
    ])
  })

  test('is the same user the second time', async () => {
    const { login } = await open()
    expect(loggedIn(await login()).user_id).toBe(loggedIn(await login()).user_id)
  })

  test.each<readonly [string, StubAnswer, string]>([
    [
      'an error',
      { status: 400, json: { error: 'invalid_grant' } },
      'Error: Failed to generate Google Play bearer token',
    ],
    ['no token', { json: {} }, 'Error: Failed to generate Google Play bearer token'],
    ['an empty token', { json: { access_token: '' } }, 'Error: Failed to generate Google Play bearer token'],
    ['a number', { json: { access_token: 1 } }, 'Error: Failed to generate Google Play bearer token'],
    ['a page', page(200), cannotBeChecked],
    ['nothing', cut, cannotBeChecked],
  ])('is refused when the code is answered with %s', async (_, answer, words) => {
    const { login, received } = await open(answer)
    expect(await login()).toEqual([401, words])
    expect(received).toHaveLength(1)
  })

  test('is refused when the token would be another header', async () => {
    const { login, received, log } = await open({ json: { access_token: 'a\r\nX-Evil: 1' } })
    expect(await login()).toEqual([401, cannotBeChecked])
    expect(received).toHaveLength(1)
    expect(log.text()).not.toContain('Evil')
  })

  test.each<readonly [string, StubAnswer, string]>([
    ['an error', { status: 401, json: { error: {} } }, 'Error: Failed to validate Google Play bearer token'],
    ['no player', { json: { kind: 'games' } }, 'Error: Failed to validate Google Play bearer token'],
    [
      'another id only',
      { json: { alternate_player_id: 'a1' } },
      'Error: Failed to validate Google Play bearer token',
    ],
    [
      'an id that is a number',
      { json: { player_id: 42 } },
      'Error: Failed to validate Google Play bearer token',
    ],
    ['an empty id', { json: { player_id: '' } }, 'Error: Failed to validate Google Play bearer token'],
    [
      'a player and a fault',
      { status: 500, json: { player_id: 'g42' } },
      'Error: Failed to validate Google Play bearer token',
    ],
    ['a page', page(200), cannotBeChecked],
    ['nothing', cut, cannotBeChecked],
  ])('is refused when the player is answered with %s', async (_, answer, words) => {
    expect(await (await open(token, answer)).login()).toEqual([401, words])
  })

  test('logs neither the code nor the secret', async () => {
    const { login, log } = await open(cut)
    await login()
    expect(log.heard).toHaveLength(1)
    expect(log.text()).not.toMatch(/code|cret/)
  })

  test('needs a code', async () => {
    expect(await (await open()).get('login-with-google-play', {})).toEqual([
      400,
      '{"message":"Missing required request parameters: [google_play_auth_token]"}',
    ])
  })
})
