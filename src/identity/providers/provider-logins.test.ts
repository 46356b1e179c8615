import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { memoryUsers } from '../../stores/memory/users.ts'
import { door } from '../door.ts'
import type { ProvidersOptions } from './provider-logins.ts'
import { loggedIn, openLogins, stubProvider, toldClock } from './stub-provider.fixture.ts'

const settings = {
  steam: { appId: '1', webApiKey: 'k' },
  apple: { appId: '1' },
  googlePlay: { appId: '1', clientId: 'c', clientSecret: 's' },
  facebook: { appId: '1' },
}

/** A Steam that takes every ticket for the id of its player. */
async function open(more: Partial<ProvidersOptions> = {}) {
  const stub = await stubProvider(({ target }) => {
    const steamid = new URL(target, 'http://stub').searchParams.get('ticket')
    return { json: { response: { params: { result: 'OK', steamid } } } }
  })
  const steam = { ...settings.steam, url: stub.url }
  const logins = openLogins({ providers: { steam }, ...more })
  const login = (id: string, query: Readonly<Record<string, string>> = {}) =>
    logins.get('login-with-steam', { steam_auth_token: id, ...query })
  const linking = async (userId: string) => {
    const { authToken } = await logins.tokens.issue(userId, 'guest')
    return { auth_token: authToken, link_to_existing_user: 'Yes' }
  }
  return { ...logins, login, linking }
}

describe('linking', () => {
  test('lets the guest in, authenticated now', async () => {
    const { login, linking, tokens } = await open()
    const { user_id, steam_id, auth_token = '' } = loggedIn(await login('1', await linking('ada')))
    expect({ user_id, steam_id }).toEqual({ user_id: 'ada', steam_id: '1' })
    expect(await tokens.verifyAccess(auth_token)).toMatchObject({ userId: 'ada', scope: 'authenticated' })
  })

  test('holds for the logins after it', async () => {
    const { login, linking } = await open()
    await login('1', await linking('ada'))
    expect(loggedIn(await login('1')).user_id).toBe('ada')
  })

  test('loses to the user that the identity belongs to', async () => {
    const { login, linking } = await open()
    const first = loggedIn(await login('1'))
    expect(loggedIn(await login('1', await linking('ada'))).user_id).toBe(first.user_id)
    expect(loggedIn(await login('2', await linking('ada'))).user_id).toBe('ada')
  })

  test('is not looked at where the identity has a user, valid or not', async () => {
    const { login } = await open()
    const first = loggedIn(await login('1'))
    const query = { auth_token: 'garbage', link_to_existing_user: 'Yes' }
    expect(loggedIn(await login('1', query)).user_id).toBe(first.user_id)
  })

  test('is refused for a user with another identity there, and changes nothing', async () => {
    const { login, linking, users } = await open()
    await login('1', await linking('ada'))
    expect(await login('2', await linking('ada'))).toEqual([
      401,
      'Error: Failed to link new user to existing user',
    ])
    expect(await users.linked({ provider: 'steam', id: '2' })).toBeUndefined()
    expect(loggedIn(await login('1')).user_id).toBe('ada')
  })

  test.each(['garbage', '', 'a.b.c'])('is refused with the token "%s", and makes nobody', async (token) => {
    const { login, users } = await open()
    expect(await login('1', { auth_token: token, link_to_existing_user: 'Yes' })).toEqual([
      401,
      'Error: Failed to authenticate with existing identity',
    ])
    expect(await users.linked({ provider: 'steam', id: '1' })).toBeUndefined()
  })

  test('is refused with a refresh token', async () => {
    const { login, tokens } = await open()
    const { refreshToken } = await tokens.issue('ada', 'guest')
    const [status] = await login('1', { auth_token: refreshToken, link_to_existing_user: 'Yes' })
    expect(status).toBe(401)
  })

  test.each(['No', 'yes', ''])('is not asked for with "%s"', async (word) => {
    const { login, linking } = await open()
    const query = { ...(await linking('ada')), link_to_existing_user: word }
    expect(loggedIn(await login('1', query)).user_id).not.toBe('ada')
  })

  test('without a token makes a user', async () => {
    const { login } = await open()
    expect((await login('1', { link_to_existing_user: 'Yes' }))[0]).toBe(200)
  })

  test('of one identity to two users at the same time gives both the same one', async () => {
    const { login, linking } = await open()
    const both = await Promise.all([login('1', await linking('ada')), login('1', await linking('bob'))])
    const [first, second] = both.map((outcome) => loggedIn(outcome).user_id)
    expect(first).toBe(second)
    expect(loggedIn(await login('1')).user_id).toBe(first)
  })
})

test('a first login that comes twice at the same time makes one user', async () => {
  const { login } = await open()
  const both = await Promise.all([login('1'), login('1')])
  expect(new Set(both.map((outcome) => loggedIn(outcome).user_id)).size).toBe(1)
})

test('players of one id at different providers are different users', async () => {
  const { login, users } = await open()
  await users.link({ provider: 'facebook', id: '1' }, 'ada')
  expect(loggedIn(await login('1')).user_id).not.toBe('ada')
})

describe('when the store fails', () => {
  const fault = () => {
    throw new Error('disk gone')
  }

  test('a login is refused, with a warning', async () => {
    const { login, log } = await open({ users: { ...memoryUsers(), linked: fault } })
    expect(await login('1')).toEqual([401, 'Error: Failed the try getting existing user'])
    expect(log.heard).toMatchObject([{ refusal: 'Failed the try getting existing user' }])
  })

  test('a first login is refused, with a warning', async () => {
    const { login, log } = await open({ users: { ...memoryUsers(), link: fault } })
    expect(await login('1')).toEqual([401, 'Error: Failed to create user'])
    expect(log.heard).toHaveLength(1)
  })

  test('a link is refused, and its token not logged', async () => {
    const { login, linking, log } = await open({ users: { ...memoryUsers(), link: fault } })
    const query = await linking('ada')
    expect(await login('1', query)).toEqual([401, 'Error: Failed to link new user to existing user'])
    expect(log.heard).toHaveLength(1)
    expect(log.text()).not.toContain(query.auth_token)
  })

  test('a store that rejects is one that throws', async () => {
    const { login } = await open({
      users: { ...memoryUsers(), linked: () => Promise.reject(new Error('disk gone')) },
    })
    expect((await login('1'))[0]).toBe(401)
  })

  test('a login without tokens is refused', async () => {
    const { tokens } = await open()
    const { login } = await open({ tokens: { ...tokens, issue: fault } })
    expect(await login('1')).toEqual([401, 'Error: Failed to authenticate'])
  })
})

describe('the paths', () => {
  const paths = ['steam', 'apple-id', 'google-play', 'facebook'].map((name) => `/prod/login-with-${name}`)

  test.each(paths)('%s is there when it has settings, and else left to others', async (path) => {
    expect((await openLogins({ providers: settings }).app.request(path)).status).toBe(400)
    const parent = new Hono().route('/', openLogins({}).app).get(path, (c) => c.text('other'))
    expect(await (await parent.request(path)).text()).toBe('other')
  })

  test('a HEAD makes no user', async () => {
    const { app, users } = await open()
    const response = await app.request('/prod/login-with-steam?steam_auth_token=1', { method: 'HEAD' })
    expect(response.status).toBe(404)
    expect(await users.linked({ provider: 'steam', id: '1' })).toBeUndefined()
  })

  test('a URL that is none fails at the start', () => {
    for (const providers of [
      { steam: { ...settings.steam, url: 'steam' } },
      { apple: { ...settings.apple, url: '' } },
      { googlePlay: { ...settings.googlePlay, tokenUrl: 'token' } },
      { googlePlay: { ...settings.googlePlay, url: '/' } },
      { facebook: { ...settings.facebook, url: 'facebook' } },
    ]) {
      expect(() => openLogins({ providers })).toThrow(TypeError)
    }
  })

  test('work behind the door, with its headers', async () => {
    const parent = new Hono()
    parent.use('/prod/*', door({ clock: toldClock(), sourceIp: () => '127.0.0.1' }))
    parent.route('/', openLogins({ providers: settings }).app)
    const response = await parent.request('/prod/login-with-steam')
    expect(response.status).toBe(400)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
  })

  test('a parameter that comes twice or is too long is refused', async () => {
    const { get, app } = openLogins({ providers: settings })
    expect((await get('login-with-steam', { steam_auth_token: 'x'.repeat(4_097) }))[0]).toBe(400)
    expect((await app.request(`${paths[0]}?steam_auth_token=1&auth_token=a&auth_token=b`)).status).toBe(400)
  })
})
