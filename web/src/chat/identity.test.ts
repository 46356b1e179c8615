import { expect, test } from 'vitest'
import { type Answer, openIdentity } from './identity.ts'
import type { Shelf } from './kept.ts'

const MINUTE = 60_000

function memoryShelf(): Shelf {
  const texts = new Map<string, string>()
  return {
    read: (name) => texts.get(name),
    write: (name, text) => (text === undefined ? texts.delete(name) : texts.set(name, text)),
  }
}

const tokens = (n: number) => ({ auth_token: `a${n}`, refresh_token: `r${n}`, auth_token_expires_in: 900 })
const ok = (body: object): Answer => ({ status: 200, body })
const guest = (n: number) => ok({ user_id: 'u', guest_secret: 's', ...tokens(n) })

function identity(answers: (Answer | 'away')[], shelf = memoryShelf()) {
  const asked: string[] = []
  const forgotten: string[] = []
  let time = 0
  const opened = openIdentity({
    ask: async (path) => {
      asked.push(path)
      const answer = answers.shift()
      if (answer === undefined || answer === 'away') throw new Error('away')
      return answer
    },
    shelf,
    now: () => time,
    onForgotten: () => forgotten.push('forgotten'),
  })
  return {
    ...opened,
    shelf,
    asked,
    forgotten,
    pass: (ms: number) => {
      time += ms
    },
  }
}

test('a guest comes back as the same guest', async () => {
  const first = identity([guest(1)])
  expect(await first.enterAsGuest('Ada')).toBeUndefined()
  expect(await first.token()).toBe('a1')
  const again = identity([guest(2)], first.shelf)
  expect(again.session()).toEqual({ kind: 'guest', userId: 'u', guestSecret: 's', name: 'Ada' })
  expect(await again.token()).toBe('a2')
  expect(again.asked).toEqual(['/prod/login-as-guest?user_id=u&guest_secret=s'])
})

test('a token is asked for again shortly before it ends', async () => {
  const { enterAsGuest, token, pass, asked } = identity([guest(1), ok({ user_id: 'u', ...tokens(2) })])
  await enterAsGuest('')
  pass(13 * MINUTE)
  expect(await token()).toBe('a1')
  pass(MINUTE)
  expect(await token()).toBe('a2')
  expect(asked.at(-1)).toBe('/prod/refresh-access-token?refresh_token=r1')
})

test('a token that is doubted is not handed out again', async () => {
  const { enterAsGuest, token } = identity([guest(1), ok({ user_id: 'u', ...tokens(2) })])
  await enterAsGuest('')
  expect(await token(true)).toBe('a2')
})

test('a guest whose refresh token has ended comes back by the secret', async () => {
  const { enterAsGuest, token, pass, forgotten } = identity([
    guest(1),
    { status: 401, body: 'Error' },
    guest(2),
  ])
  await enterAsGuest('')
  pass(20 * MINUTE)
  expect(await token()).toBe('a2')
  expect(forgotten).toEqual([])
})

test('a guest that the server does not know any more is told so, and forgotten', async () => {
  const first = identity([guest(1)])
  await first.enterAsGuest('')
  const again = identity([{ status: 401, body: 'Error' }], first.shelf)
  expect(await again.token()).toBeUndefined()
  expect(again.forgotten).toEqual(['forgotten'])
  expect(again.session()).toBeUndefined()
})

test('a server that is away forgets nobody', async () => {
  const first = identity([guest(1)])
  await first.enterAsGuest('')
  const again = identity(['away', { status: 503, body: '' }, guest(2)], first.shelf)
  await expect(again.token()).rejects.toThrow('away')
  await expect(again.token()).rejects.toThrow('503')
  expect(await again.token()).toBe('a2')
})

test('a user comes back by the newest refresh token', async () => {
  const login = ok({ user_id: 'u', cognito_id: 'c', ...tokens(1) })
  const first = identity([login])
  expect(await first.enterWithPassword('ada', 'pw')).toBeUndefined()
  const again = identity([ok({ user_id: 'u', ...tokens(2) })], first.shelf)
  expect(await again.token()).toBe('a2')
  expect(again.asked).toEqual(['/prod/refresh-access-token?refresh_token=r1'])
  expect(again.session()).toMatchObject({ refreshToken: 'r2' })
})

test.each(['ada', 'ada@example.com'])(
  'a user who comes in as %s wishes to be called ada',
  async (username) => {
    const login = ok({ user_id: 'u', cognito_id: 'c', ...tokens(1) })
    const entered = identity([login])
    await entered.enterWithPassword(username, 'pw')
    expect(entered.session()).toMatchObject({ kind: 'user', name: 'ada' })
  },
)

test.each([
  ['away', 'cannot be reached'],
  [{ status: 429, body: '' }, 'Too many requests'],
  [{ status: 400, body: 'no user found' }, 'is not right'],
] as const)('a login that fails says why', async (answer, why) => {
  expect(await identity([answer]).enterWithPassword('ada', 'pw')).toContain(why)
})

test('passwords are there where the server says so', async () => {
  expect(await identity([ok({ hub: '/hub', passwords: true })]).hasPasswords()).toBe(true)
  expect(await identity([ok({ hub: '/hub', passwords: false })]).hasPasswords()).toBe(false)
  expect(await identity([{ status: 404, body: 'Not Found' }]).hasPasswords()).toBe(false)
  expect(await identity(['away']).hasPasswords()).toBe(false)
})
