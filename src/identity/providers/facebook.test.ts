import { describe, expect, test } from 'vitest'
import { loggedIn, openLogins, page, type StubAnswer, stubProvider } from './stub-provider.fixture.ts'

const user: StubAnswer = { json: { id: '1020', name: 'Ada' } }
const app: StubAnswer = { json: { id: '99', name: 'Game', link: 'https://example.com' } }
const fault: StubAnswer = { status: 400, json: { error: { type: 'OAuthException', code: 190 } } }
const cut: StubAnswer = { raw: (response) => response.destroy() }
const cannotBeChecked = 'Error: Token validation error'

async function open(first: StubAnswer = user, second: StubAnswer = app) {
  const stub = await stubProvider(({ target }) => (target.startsWith('/app?') ? second : first))
  const logins = openLogins({ providers: { facebook: { appId: '99', url: stub.url } } })
  const login = (id = '1020') =>
    logins.get('login-with-facebook', { facebook_access_token: 'tok&en', facebook_user_id: id })
  return { ...stub, ...logins, login }
}

describe('a login with Facebook', () => {
  test('asks for the user and for the app', async () => {
    const { login, received } = await open()
    expect(loggedIn(await login())).toMatchObject({ facebook_id: '1020' })
    expect(received).toMatchObject([
      { method: 'GET', target: '/1020?access_token=tok%26en' },
      { method: 'GET', target: '/app?access_token=tok%26en' },
    ])
  })

  test('answers with the members that clients know, in their order', async () => {
    const { login } = await open()
    expect(Object.keys(loggedIn(await login())).slice(0, 3)).toEqual(['user_id', 'facebook_id', 'auth_token'])
  })

  test('is the same user the second time', async () => {
    const { login } = await open()
    expect(loggedIn(await login()).user_id).toBe(loggedIn(await login()).user_id)
  })

  test.each(['me', '../app', '1020/friends', '1020?x=1', '1020\n', '-1', '١٠٢٠', '1'.repeat(65)])(
    'does not ask for the user %s',
    async (id) => {
      const { login, received } = await open()
      expect(await login(id)).toEqual([401, 'Error: User validation error'])
      expect(received).toEqual([])
    },
  )

  test.each<readonly [string, StubAnswer, string]>([
    ['an error', fault, 'Error: User validation error'],
    ['an error and the id', { json: { id: '1020', error: {} } }, 'Error: User validation error'],
    ['another id', { json: { id: '1021' } }, 'Error: User validation error'],
    ['a number', { json: { id: 1020 } }, 'Error: User validation error'],
    ['no id', { json: {} }, 'Error: User validation error'],
    ['null', { json: null }, 'Error: User validation error'],
    ['a page', page(200), cannotBeChecked],
    ['nothing', cut, cannotBeChecked],
  ])('is refused when the user is answered with %s', async (_, answer, words) => {
    const { login, received } = await open(answer)
    expect(await login()).toEqual([401, words])
    expect(received).toHaveLength(1)
  })

  test.each<readonly [string, StubAnswer, string]>([
    ['an error', fault, 'Error: App validation error'],
    ['another app', { json: { id: '98' } }, 'Error: Token not linked to correct app'],
    ['no id', { json: {} }, 'Error: Token not linked to correct app'],
    ['a page', page(200), cannotBeChecked],
    ['nothing', cut, cannotBeChecked],
  ])('is refused when the app is answered with %s', async (_, answer, words) => {
    expect(await (await open(user, answer)).login()).toEqual([401, words])
  })

  test('logs no token', async () => {
    const { login, log } = await open(user, cut)
    await login()
    expect(log.heard).toHaveLength(1)
    expect(log.text()).not.toContain('tok')
  })

  test('names each parameter that it needs', async () => {
    const { get } = await open()
    const missing = (names: string) => [400, `{"message":"Missing required request parameters: [${names}]"}`]
    const path = 'login-with-facebook'
    expect(await get(path, {})).toEqual(missing('facebook_access_token, facebook_user_id'))
    expect(await get(path, { facebook_access_token: 't' })).toEqual(missing('facebook_user_id'))
    expect(await get(path, { facebook_user_id: '1' })).toEqual(missing('facebook_access_token'))
  })
})
