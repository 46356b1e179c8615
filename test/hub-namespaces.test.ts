import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { type Frame, HubClient, hubUrl } from './support/hub-client.ts'
import { startServer, type TestServer } from './support/server.ts'

const secret = 'a secret of the test that is long enough'
const key = new TextEncoder().encode(secret)
const open = { join: 'guest', publish: 'guest', history: 'guest', presence: 'guest' } as const

const namespaces = {
  room: open,
  listen: { ...open, publish: 'nobody' },
  forget: { ...open, history: 'nobody' },
  hide: { ...open, presence: 'nobody' },
  shut: { ...open, join: 'nobody' },
  users: { join: 'user', publish: 'user', history: 'user', presence: 'user' },
  club: { join: 'member', publish: 'member', history: 'member', presence: 'member' },
  ten: { ...open, maxMembers: 10 },
  game: false,
} as const

const server = (): Promise<TestServer> =>
  startServer({
    limits: { rate: 10_000, burst: 10_000 },
    stageFile: {
      hub: { namespaces },
      apis: { hub: { authorizers: [{ type: 'jwt', secret, userClaim: 'sub' }] } },
    },
  })

const now = (): number => Math.floor(Date.now() / 1_000)
const tokenOf = (sub: string, claims: object = {}): Promise<string> =>
  new SignJWT({ sub, iat: now(), exp: now() + 600, scope: 'guest', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(key)

async function enter(served: TestServer, sub: string, claims: object = {}): Promise<HubClient> {
  const token = await tokenOf(sub, claims)
  const client = await Client.open(hubUrl(served), ['stoa.v1', `bearer.${token}`])
  const who = { user_id: sub, auth_token: token, guest_secret: '', refresh_token: '' }
  return new HubClient({ ...who, auth_token_expires_in: 0, refresh_token_expires_in: 0 }, client)
}

const actions = ['join', 'publish', 'history', 'presence', 'leave'] as const

/** What becomes of each action in a channel, as one line. */
async function tried(who: HubClient, channel: unknown): Promise<string> {
  const outcomes: string[] = []
  for (const action of actions) {
    const { ok, error } = await who.ask(action, { channel, ...(action === 'publish' && { data: 'hi' }) })
    outcomes.push(ok === true ? 'ok' : String(Reflect.get(Object(error), 'code')))
  }
  return outcomes.join(' ')
}

const all = (outcome: string): string => Array(5).fill(outcome).join(' ')
const unwelcome = 'forbidden forbidden forbidden forbidden not_joined'
const stranger = 'forbidden not_joined not_joined not_joined not_joined'

test('each right is given to whom the namespace says, and nothing is given outside of all', async () => {
  const served = await server()
  const guest = await enter(served, 'gil')
  const user = await enter(served, 'una', { scope: 'authenticated' })
  const member = await enter(served, 'meg', { channels: ['club:1'] })
  const rows: readonly (readonly [HubClient, string, string])[] = [
    [guest, 'room:1', all('ok')],
    [guest, 'listen:1', 'ok forbidden ok ok ok'],
    [guest, 'forget:1', 'ok ok forbidden ok ok'],
    [guest, 'hide:1', 'ok ok ok forbidden ok'],
    [guest, 'shut:1', 'forbidden ok ok ok not_joined'],
    [guest, 'users:1', unwelcome],
    [user, 'users:1', all('ok')],
    [guest, 'club:1', stranger],
    [user, 'club:1', stranger],
    [member, 'club:1', all('ok')],
    [member, 'club:2', stranger],
    [guest, 'club:gil', all('ok')],
    [guest, 'club:una,gil', all('ok')],
    [guest, 'club:gilbert', stranger],
    [guest, 'dm:meg,una', stranger],
    [guest, 'inbox:meg', 'forbidden ok not_joined not_joined not_joined'],
    [guest, 'game:1', all('forbidden')],
    [guest, 'other:1', all('forbidden')],
    [guest, 'constructor:1', all('forbidden')],
  ]
  for (const [who, channel, outcome] of rows)
    expect([channel, await tried(who, channel)]).toEqual([channel, outcome])
})

test.each([
  ['nothing', ''],
  ['no colon', 'room'],
  ['no name', 'room:'],
  ['no namespace', ':1'],
  ['a large namespace', 'ROOM:1'],
  ['a prototype', '__proto__:x'],
  ['a method', 'hasOwnProperty:x'],
  ['a thousand signs', `room:${'x'.repeat(1_000)}`],
  ['marks without end', `room:a${'\u0301'.repeat(200)}`],
  ['a line', 'room:a\nb'],
  ['a bell', 'room:\u0007'],
  ['a control sign of Latin-1', 'room:\u0085'],
  ['half a sign', 'room:\ud800'],
  ['the other half', 'room:\udc00x'],
  ['a number', 5],
  ['a list', ['room:1']],
  ['null', null],
])('a channel whose name is %s is none', async (_what, channel) => {
  const ada = await enter(await server(), 'ada')
  expect(await tried(ada, channel)).toBe(all('bad_request'))
})

test('who resumes may do so where they may join, by the same names', async () => {
  const ada = await enter(await server(), 'ada')
  const since = { epoch: 'x', offset: 0 }
  const emoji = `room:${'😀'.repeat(123)}`
  const channels = ['room:1', emoji, 'club:1', 'room:\ud800', 'other:1']
  const resume = Object.fromEntries(channels.map((channel) => [channel, since]))
  const { resumed } = await ada.data('hello', { resume })
  expect(resumed).toEqual({
    'room:1': expect.objectContaining({ recovered: false }),
    [emoji]: expect.objectContaining({ recovered: false }),
    'club:1': { error: expect.objectContaining({ code: 'forbidden' }) },
    'room:\ud800': { error: expect.objectContaining({ code: 'bad_request' }) },
    'other:1': { error: expect.objectContaining({ code: 'forbidden' }) },
  })
})

test('a refusal is the same whether there is something or not', async () => {
  const served = await server()
  const [meg, gil] = [await enter(served, 'meg', { channels: 'club:1' }), await enter(served, 'gil')]
  await meg.data('join', { channel: 'club:1' })
  await meg.data('publish', { channel: 'club:1', data: 'secret' })
  for (const action of actions) {
    const said = async (channel: string): Promise<Frame> => {
      const { error } = await gil.ask(action, { channel, data: 1, since: { epoch: '', offset: 0 } })
      return { ...Object(error), requestId: '', message: Object(error).message.replace(channel, '') }
    }
    expect(await said('club:1')).toEqual(await said('club:9'))
  }
  expect(gil.rest()).toEqual([])
})

test('of a hundred who come at once, as many get in as there are places', async () => {
  const served = await server()
  const crowd = await Promise.all(Array.from({ length: 100 }, (_, at) => enter(served, `u${at}`)))
  const outcomes = await Promise.all(crowd.map((each) => each.ask('join', { channel: 'ten:1' })))
  expect(outcomes.filter(({ ok }) => ok === true)).toHaveLength(10)
  const inside = crowd.filter((_, at) => outcomes[at]?.ok === true)
  const tablet = await enter(served, inside[0]?.userId ?? '')
  await tablet.data('join', { channel: 'ten:1' })
  const outside = crowd.find((_, at) => outcomes[at]?.ok === false)
  expect(await outside?.refusal('join', { channel: 'ten:1' })).toBe('channel_full')
  await inside[1]?.data('leave', { channel: 'ten:1' })
  await outside?.data('join', { channel: 'ten:1' })
})

test('a new token with fewer rights ends what it gives no right to, and says so', async () => {
  const served = await server()
  const meg = await enter(served, 'meg', { channels: 'club:1', scope: 'authenticated' })
  for (const channel of ['club:1', 'users:1', 'room:1']) await meg.data('join', { channel })
  await meg.data('refresh', { token: await tokenOf('meg', { channels: 'club:2' }) })
  const lost = [await meg.event('error'), await meg.event('error')].map(({ error }) => Object(error).message)
  expect(lost).toEqual([expect.stringContaining('"club:1"'), expect.stringContaining('"users:1"')])
  expect(await meg.refusal('publish', { channel: 'club:1', data: 1 })).toBe('not_joined')
  await meg.data('join', { channel: 'club:2' })
  await meg.data('leave', { channel: 'room:1' })
})

test.each([
  ['expired', { exp: 1 }],
  ['not valid yet', { nbf: 4_000_000_000 }],
  ['of nobody', { sub: '' }],
])('a token that is %s opens nothing', async (_what, claims) => {
  const served = await server()
  expect(await upgradeStatus(hubUrl(served), ['stoa.v1', `bearer.${await tokenOf('ada', claims)}`])).toBe(401)
})
