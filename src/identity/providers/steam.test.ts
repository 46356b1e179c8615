import { describe, expect, test } from 'vitest'
import {
  loggedIn,
  openLogins,
  page,
  type StubAnswer,
  stubProvider,
  toldClock,
} from './stub-provider.fixture.ts'

const player = {
  result: 'OK',
  steamid: '76561197960287930',
  ownersteamid: '76561197960287930',
  vacbanned: false,
  publisherbanned: false,
}
const says = (params: object): StubAnswer => ({ json: { response: { params } } })
const busy: StubAnswer = { json: { response: { error: { errorcode: 103, errordesc: 'Try again' } } } }
const refused = [401, 'Error: Failed to validate Steam token']

async function open(answer: StubAnswer | (() => StubAnswer), more: { identity?: string } = {}) {
  const stub = await stubProvider(() => (typeof answer === 'function' ? answer() : answer))
  const steam = { appId: '480', webApiKey: 'web api key', url: stub.url, ...more }
  const logins = openLogins({ providers: { steam } })
  const login = () => logins.get('login-with-steam', { steam_auth_token: 'ticket&1' })
  return { ...stub, ...logins, login }
}

describe('a login with Steam', () => {
  test('asks Steam for the ticket', async () => {
    const { login, received } = await open(says(player))
    await login()
    expect(received).toMatchObject([
      {
        method: 'GET',
        target: '/ISteamUserAuth/AuthenticateUserTicket/v1/?key=web+api+key&appid=480&ticket=ticket%261',
      },
    ])
  })

  test('names the identity that the ticket must be for, if there is one', async () => {
    const { login, targets } = await open(says(player), { identity: 'stoa' })
    await login()
    expect(targets()[0]).toMatch(/&ticket=ticket%261&identity=stoa$/)
  })

  test('answers with the members that clients know, in their order', async () => {
    const { login, tokens } = await open(says(player))
    const outcome = await login()
    expect(outcome[1]).toMatch(
      /^\{"user_id":"[\da-f-]{36}","steam_id":"76561197960287930","auth_token":"[\w.-]+","refresh_token":"[\w.-]+","auth_token_expires_in":900,"refresh_token_expires_in":518400\}$/,
    )
    const { user_id, auth_token = '', refresh_token = '' } = loggedIn(outcome)
    expect(await tokens.verifyAccess(auth_token)).toMatchObject({ userId: user_id, scope: 'authenticated' })
    expect(await tokens.verifyRefresh(refresh_token)).toMatchObject({
      userId: user_id,
      scope: 'authenticated',
    })
  })

  test('is the same user the second time', async () => {
    const { login } = await open(says(player))
    expect(loggedIn(await login()).user_id).toBe(loggedIn(await login()).user_id)
  })

  test.each<readonly [string, StubAnswer]>([
    ['another result', says({ ...player, result: 'Invalid ticket' })],
    ['no result', says({ steamid: '1' })],
    ['no id', says({ ...player, steamid: undefined })],
    ['an empty id', says({ ...player, steamid: '' })],
    ['an id that is a number', says({ ...player, steamid: 76_561 })],
    ['a VAC ban', says({ ...player, vacbanned: true })],
    ['a ban of the publisher', says({ ...player, publisherbanned: true })],
    ['a ban in another form', says({ ...player, vacbanned: 'true' })],
    ['an error', { json: { response: { error: { errorcode: 101, errordesc: 'Invalid ticket' } } } }],
    ['an error and a player', { json: { response: { error: { errorcode: 101 }, params: player } } }],
    ['null', { json: null }],
    ['a wrong key', page(403)],
    ['a fault', { status: 500, json: { response: { params: player } } }],
  ])('is refused after %s', async (_, answer) => {
    expect(await (await open(answer)).login()).toEqual(refused)
  })

  test.each<readonly [string, StubAnswer]>([
    ['a page', page(200)],
    ['nothing', { raw: (response) => response.destroy() }],
    ['far too much', { json: 'x'.repeat(70_000) }],
  ])('cannot be checked after %s', async (_, answer) => {
    expect(await (await open(answer)).login()).toEqual([401, 'Error: Token validation error'])
  })

  test('needs a ticket, once', async () => {
    const { get, app, received } = await open(says(player))
    const missing = [400, '{"message":"Missing required request parameters: [steam_auth_token]"}']
    expect(await get('login-with-steam', {})).toEqual(missing)
    expect(await get('login-with-steam', { steam_auth_token: '' })).toEqual(missing)
    const twice = await app.request('/prod/login-with-steam?steam_auth_token=a&steam_auth_token=b')
    expect(twice.status).toBe(400)
    expect(received).toEqual([])
  })

  test('logs neither the ticket nor the key', async () => {
    const { login, log } = await open({ raw: (response) => response.destroy() })
    await login()
    expect(log.heard).toHaveLength(1)
    expect(log.text()).not.toMatch(/ticket|key/)
  })
})

describe('when Steam says to try again', () => {
  /** Each wait of a second is over as soon as it has begun. */
  function hastyClock() {
    const clock = toldClock()
    const waits: number[] = []
    return {
      ...clock,
      waits,
      after(delayMs: number, task: () => void) {
        if (delayMs !== 1_000) return clock.after(delayMs, task)
        waits.push(delayMs)
        queueMicrotask(task)
        return () => {}
      },
    }
  }

  async function openBusy(times: number) {
    let asked = 0
    const stub = await stubProvider(() => (asked++ < times ? busy : says(player)))
    const clock = hastyClock()
    const steam = { appId: '480', webApiKey: 'key', url: stub.url }
    const { get } = openLogins({ providers: { steam }, clock })
    return { ...stub, waits: clock.waits, login: () => get('login-with-steam', { steam_auth_token: 't' }) }
  }

  test('it is asked again after a second, three times at most', async () => {
    const patient = await openBusy(3)
    expect((await patient.login())[0]).toBe(200)
    expect(patient.waits).toEqual([1_000, 1_000, 1_000])
    expect(patient.received).toHaveLength(4)
  })

  test('the login is refused after the third time', async () => {
    const { login, received, waits } = await openBusy(4)
    expect(await login()).toEqual(refused)
    expect(waits).toHaveLength(3)
    expect(received).toHaveLength(4)
  })
})
