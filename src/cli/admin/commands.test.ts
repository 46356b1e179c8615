import { describe, expect, test } from 'vitest'
import { json, stubServer } from '../stub-server.fixture.ts'
import { type AdminOptions, askAdmin, refusalIn } from './admin-server.ts'
import { type AdminRequest, drain, impose, kick, lift, nodes, revoke, sanctions } from './commands.ts'

const adminToken = 'a-token-of-the-admin'

/** What is sent for a request, and what is said of the answer. */
async function done(request: AdminRequest, answer: unknown = {}) {
  const { url, received } = await stubServer({ answer: (_, response) => json(response, answer) })
  const options: AdminOptions = { url: new URL(`${url}/base/`), adminToken }
  const words = request.words(await askAdmin(options, request.call))
  const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '' }] = received
  expect(headers).toMatchObject({ authorization: `Bearer ${adminToken}` })
  return [`${method} ${path}`, body === '' ? undefined : JSON.parse(body), words]
}

describe('the admin', () => {
  test('closes connections', async () => {
    expect(await done(kick({ user: 'ada' }), { closed: 2 })).toEqual([
      'POST /base/admin/kick',
      { user: 'ada' },
      'closed 2 connections',
    ])
    expect(await done(kick({ connectionId: 'c=' }), { closed: 1 })).toMatchObject([
      {},
      { connectionId: 'c=' },
      'closed 1 connection',
    ])
  })

  test('is told which nodes did not answer', async () => {
    const [, , words] = await done(kick({ user: 'ada' }), { closed: 1, silent: ['AbCd', 'EfGh'] })
    expect(words).toBe('closed 1 connection; no answer from node AbCd, EfGh')
  })

  test('bans and mutes for a while', async () => {
    expect(await done(impose('ban', 'ada', { minutes: 60, reason: 'spam' }), { closed: 1 })).toEqual([
      'POST /base/admin/ban',
      { user: 'ada', minutes: 60, reason: 'spam' },
      'ada may not connect for 60 minutes; closed 1 connection',
    ])
    expect(await done(impose('mute', 'ada', { minutes: 1 }))).toEqual([
      'POST /base/admin/mute',
      { user: 'ada', minutes: 1 },
      'ada may not publish for 1 minute',
    ])
  })

  test('revokes, and no token is printed', async () => {
    expect(await done(revoke({ user: 'ada' }), { closed: 0 })).toEqual([
      'POST /base/admin/revoke',
      { user: 'ada' },
      'what ada was given until now counts no more; closed 0 connections',
    ])
    const [, body, words] = await done(revoke({ token: 'a.b.c' }), { closed: 1 })
    expect([body, words]).toEqual([{ token: 'a.b.c' }, 'the token counts no more; closed 1 connection'])
  })

  test('sees what is held against whom, and lifts it', async () => {
    const held = [
      { kind: 'ban', subject: { user: 'ada\u001b[31m' }, at: 0, until: 60_000, reason: 'spam' },
      { kind: 'revoke', subject: { token: 'id' }, at: 0, until: 1e300 },
    ]
    expect(await done(sanctions(), { sanctions: held })).toEqual([
      'GET /base/admin/sanctions',
      undefined,
      [
        'KIND    WHOM              SINCE                 UNTIL                 REASON',
        'ban     user ada\\x1b[31m  1970-01-01T00:00:00Z  1970-01-01T00:01:00Z  spam',
        'revoke  token id          1970-01-01T00:00:00Z  1e+300',
      ].join('\n'),
    ])
    expect(await done(sanctions(), { sanctions: [] })).toMatchObject([{}, undefined, 'no sanctions'])
    expect(await done(lift('ban', { user: 'ada' }))).toEqual([
      'DELETE /base/admin/sanctions',
      { kind: 'ban', subject: { user: 'ada' } },
      'lifted the ban',
    ])
  })

  test('lets a server drain', async () => {
    expect(await done(drain(), { node: 'AbCd' })).toMatchObject([
      'POST /base/admin/drain',
      undefined,
      expect.stringMatching(/^node AbCd .*stops$/),
    ])
    expect(await done(drain('EfGh'), { node: 'EfGh' })).toMatchObject([{}, { node: 'EfGh' }, {}])
  })

  test('sees the nodes of the fleet', async () => {
    const up = {
      address: 'host:8080',
      version: '1.2.3',
      startedAt: 0,
      now: 61_500,
      draining: false,
      apis: [{ connections: 2 }, { connections: 3 }],
      turns: { p50: 0.1, p99: 1.25 },
    }
    const all = [
      { node: 'AbCd', ...up },
      { node: 'EfGh', silent: true },
      { node: 'IjKl', ...up, problem: 'Redis is away' },
      { node: 'MnOp', ...up, problem: 'Draining', draining: true },
    ]
    expect(await done(nodes(), { nodes: all })).toEqual([
      'GET /base/admin/state',
      undefined,
      [
        'NODE  ADDRESS    VERSION  CONNECTIONS  UP FOR  TURN P99  STATE',
        'AbCd  host:8080  1.2.3    5            61 s    1.3 ms    up',
        'EfGh                                                     does not answer',
        'IjKl  host:8080  1.2.3    5            61 s    1.3 ms    Redis is away',
        'MnOp  host:8080  1.2.3    5            61 s    1.3 ms    draining',
      ].join('\n'),
    ])
  })

  test('is not taken in by an answer of something else', async () => {
    expect(await done(kick({ user: 'ada' }), { ok: true })).toMatchObject([{}, {}, undefined])
    expect(await done(sanctions(), [])).toMatchObject([{}, undefined, undefined])
  })
})

test('a refusal is in the words of the server, and cannot steer the terminal', () => {
  const body = JSON.stringify({ error: { message: 'This is not the admin token.\u001b[2J' } })
  expect(refusalIn({ body })).toBe('This is not the admin token.\\x1b[2J')
  expect(refusalIn({ body: '{"message":"Not Found"}' })).toBeUndefined()
  expect(refusalIn({ body: '<html>' })).toBeUndefined()
})
