import { describe, expect, test } from 'vitest'
import { Unavailable } from '../core/index.ts'
import { openAdmin } from './admin.fixture.ts'

const error = (code: string, status: number, more: object = {}) => ({
  status,
  body: { error: { code, status, requestId: 'request', ...more } },
})

describe('the console', () => {
  test('sees what the server does, what the time is there, and the newest errors', async () => {
    const { ask, now } = await openAdmin()
    expect(await ask('GET', '/state')).toMatchObject({
      status: 200,
      body: { version: '1.2.3', nodes: [], now: now(), errors: [{ message: 'a warning' }] },
    })
  })

  test('asks for connections and topics by the hundred, with what it looks for', async () => {
    const { ask, asked } = await openAdmin()
    await ask('GET', '/connections?api=hub&user=ada&after=x&limit=9999&other=1')
    await ask('GET', '/connections?api=')
    expect(await ask('GET', '/topics?after=y&user=ada')).toMatchObject({ body: { topics: [], next: 'more' } })
    expect(asked).toEqual([
      { api: 'hub', user: 'ada', after: 'x', limit: 100 },
      { limit: 100 },
      { after: 'y', limit: 100 },
    ])
  })

  test('publishes a message, of any JSON', async () => {
    const { ask, asked } = await openAdmin()
    expect(await ask('POST', '/publish', { channel: 'room:42', data: null })).toMatchObject({
      status: 200,
      body: { offset: 7, epoch: 'e' },
    })
    expect(asked).toEqual([{ channel: 'room:42', data: null }])
  })

  test('is told why a message cannot be published', async () => {
    const refused = { code: 'forbidden', message: 'No such namespace.' } as const
    const { ask } = await openAdmin({ publish: () => ({ refused }) })
    expect(await ask('POST', '/publish', { channel: 'x:1', data: 1 })).toMatchObject(
      error('forbidden', 403, { message: 'No such namespace.', retryable: false }),
    )
  })

  test('emits an event, on the default bus if none is named', async () => {
    const { ask, asked } = await openAdmin()
    const event = { source: 'a', detailType: 'b', detail: { c: 1 } }
    expect(await ask('POST', '/emit', event)).toMatchObject({ status: 200, body: { eventId: 'an event' } })
    await ask('POST', '/emit', { ...event, bus: 'mine' })
    expect(asked).toEqual([
      { bus: 'default', ...event },
      { bus: 'mine', ...event },
    ])
  })

  test('is told to come back when the bus is full, or what the server leans on is away', async () => {
    const away = async () => {
      throw new Unavailable('Redis is away')
    }
    const { ask } = await openAdmin({ emit: () => 'full', state: away })
    const event = { source: 'a', detailType: 'b', detail: {} }
    for (const answer of [await ask('POST', '/emit', event), await ask('GET', '/state')]) {
      expect(answer).toMatchObject(error('unavailable', 503, { retryable: true, retryAfterMs: 1_000 }))
      expect(answer.headers.get('Retry-After')).toBe('1')
    }
  })

  test('hears nothing of what failed inside', async () => {
    const state = () => {
      throw new Error('hunter2')
    }
    const answer = await (await openAdmin({ state })).ask('GET', '/state')
    expect(answer).toMatchObject(error('internal', 500))
    expect(JSON.stringify(answer.body)).not.toContain('hunter2')
  })

  test('closes a connection, or all of a user', async () => {
    const { ask, asked } = await openAdmin()
    expect(await ask('POST', '/kick', { connectionId: 'c=' })).toMatchObject({ body: { closed: 2 } })
    await ask('POST', '/kick', { user: 'ada' })
    expect(asked).toEqual([{ kick: { connectionId: 'c=' } }, { kick: { user: 'ada' } }])
  })

  test('says which nodes did not answer when it closes connections', async () => {
    const { ask } = await openAdmin({ kick: () => ({ closed: 1, silent: ['EfGh'] }) })
    const kicked = { body: { closed: 1, silent: ['EfGh'] } }
    expect(await ask('POST', '/kick', { user: 'ada' })).toMatchObject(kicked)
    expect(await ask('POST', '/ban', { user: 'ada', minutes: 1 })).toMatchObject(kicked)
    expect(await ask('POST', '/revoke', { user: 'ada' })).toMatchObject(kicked)
  })

  test('lets the node that is asked drain, or another one', async () => {
    const { ask, asked } = await openAdmin()
    expect(await ask('POST', '/drain')).toMatchObject({ status: 202, body: { node: 'AbCd' } })
    await ask('POST', '/drain', {})
    expect(await ask('POST', '/drain', { node: 'EfGh' })).toMatchObject({
      status: 202,
      body: { node: 'EfGh' },
    })
    expect(asked).toEqual([{ drain: undefined }, { drain: undefined }, { drain: 'EfGh' }])
  })

  test.each([
    ['is not there', 'unknown', 'bad_request', 404],
    ['does not answer', 'silent', 'unavailable', 503],
  ] as const)('is told that the node to drain %s', async (_label, drained, code, status) => {
    const { ask } = await openAdmin({ drain: () => drained })
    expect(await ask('POST', '/drain', { node: 'EfGh' })).toMatchObject(error(code, status))
  })
})

describe('a sanction', () => {
  test('is imposed for a while, and a ban closes connections after that', async () => {
    const { ask, asked, sanctions, now } = await openAdmin()
    await ask('POST', '/mute', { user: 'ada', minutes: 5 })
    expect(asked).toEqual([])
    expect(await ask('POST', '/ban', { user: 'bob', minutes: 1, reason: 'spam' })).toMatchObject({ body: {} })
    expect(asked).toEqual([{ kick: { user: 'bob' } }])
    expect(sanctions.list(10, now())).toEqual([
      { kind: 'ban', subject: { user: 'bob' }, at: now(), until: now() + 60_000, reason: 'spam' },
      { kind: 'mute', subject: { user: 'ada' }, at: now(), until: now() + 300_000 },
    ])
  })

  test('against a token names its id, never the token', async () => {
    const { ask, asked, sanctions, now } = await openAdmin()
    expect(await ask('POST', '/revoke', { token: 'a.b.c' })).toMatchObject({ body: { closed: 2 } })
    const subject = { token: 'id of a.b.c' }
    expect(asked).toEqual([{ kick: subject }])
    expect(sanctions.list(10, now())).toMatchObject([{ kind: 'revoke', subject, at: now() }])
  })

  test('is listed while it holds, and can be lifted', async () => {
    const { ask, pass } = await openAdmin()
    await ask('POST', '/mute', { user: 'ada', minutes: 1 })
    await ask('POST', '/revoke', { user: 'ada' })
    const listed = async () => (await ask('GET', '/sanctions')).body
    expect(await listed()).toMatchObject({ sanctions: [{ kind: 'revoke' }, { kind: 'mute' }] })
    pass(60_000)
    expect(await listed()).toMatchObject({ sanctions: [{ kind: 'revoke' }] })
    const lift = () => ask('DELETE', '/sanctions', { kind: 'revoke', subject: { user: 'ada' } })
    expect(await lift()).toMatchObject({ status: 200, body: {} })
    expect(await listed()).toEqual({ sanctions: [] })
    expect(await lift()).toMatchObject(error('bad_request', 404))
  })
})

describe('a request', () => {
  test.each([
    ['POST', '/publish', 'no JSON', '{'],
    ['POST', '/publish', 'no body', undefined],
    ['POST', '/publish', 'no data', { channel: 'room:1' }],
    ['POST', '/publish', 'a channel that is too long', { channel: 'x'.repeat(129), data: 1 }],
    ['POST', '/publish', 'a field too many', { channel: 'a', data: 1, key: 'k' }],
    ['POST', '/emit', 'a detail that is a list', { source: 'a', detailType: 'b', detail: [] }],
    ['POST', '/kick', 'nobody', {}],
    ['POST', '/kick', 'both', { user: 'a', connectionId: 'b' }],
    ['POST', '/ban', 'no time', { user: 'a' }],
    ['POST', '/ban', 'a time that is over', { user: 'a', minutes: 0 }],
    ['POST', '/mute', 'a time that does not end', { user: 'a', minutes: 1e12 }],
    ['POST', '/mute', 'half a minute', { user: 'a', minutes: 0.5 }],
    ['POST', '/revoke', 'a number', { user: 5 }],
    ['POST', '/drain', 'a node that is none', { node: 5 }],
    ['DELETE', '/sanctions', 'another kind', { kind: 'bans', subject: { user: 'a' } }],
  ])('%s %s with %s is answered with what it should be', async (method, path, _, body) => {
    const { ask, asked } = await openAdmin()
    const answer = await ask(method, path, body)
    expect(answer).toMatchObject(error('bad_request', 400, { retryable: false }))
    expect(JSON.stringify(answer.body)).toMatch(/Send JSON such as \{.*"details":\[/)
    expect(asked).toEqual([])
  })

  test('of more than 64 KB is refused', async () => {
    const { ask, asked } = await openAdmin()
    expect(await ask('POST', '/publish', { channel: 'a', data: 'x'.repeat(65_536) })).toMatchObject(
      error('too_large', 413),
    )
    expect(asked).toEqual([])
  })

  test.each([
    ['GET', '/nothing'],
    ['GET', '/drain'],
    ['PUT', '/state'],
  ])('for what is not here is 404: %s %s', async (method, path) => {
    expect(await (await openAdmin()).ask(method, path)).toMatchObject(error('unknown_action', 404))
  })
})
