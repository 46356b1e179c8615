import { describe, expect, test } from 'vitest'
import type { Context, Handshake, Invoked } from '../core/index.ts'
import { type HostedApiOptions, type HostedRoute, hostedApi } from './hosted-api.ts'
import type { ProxyCall } from './proxy-call.ts'
import { requestRecords } from './request-records.ts'

const ids = { short: () => 'R1kmxc2VNjMCFIA=', uuid: () => 'uuid', draw: () => 'abc' }
const clock = { now: () => 1_000, every: () => () => {}, after: () => () => {} }
const records = requestRecords({ apiId: 'api', stage: 'prod', accountId: '0', region: 'here' }, ids)
const settings = { contextTypes: 'text', errorAnswers: 'silent', binary: 'refuse', inOrder: false } as const
const ok: Invoked = { kind: 'returned', result: { statusCode: 200, body: 'said' } }

const handshake = (connectionId: string): Handshake => ({
  connectionId,
  path: '/prod',
  target: '/prod',
  query: new URLSearchParams(),
  headers: {},
  rawHeaders: [],
  subprotocols: [],
  sourceIp: '::ffff:10.0.0.7',
  domainName: 'localhost:8080',
  requestedAt: 900,
})

/** An API, what its integrations were called with, and what its one client was sent. */
function open(routes: Record<string, Partial<HostedRoute>>, more: Partial<HostedApiOptions> = {}) {
  const calls: ProxyCall[] = []
  const replies: unknown[] = []
  const c = { connectionId: 'c', user: { id: 'ada' }, reply: (frame: unknown) => void replies.push(frame) }
  const integration = (call: ProxyCall): Promise<Invoked> => {
    calls.push(call)
    return Promise.resolve(ok)
  }
  const api = hostedApi({
    name: 'game',
    selector: '$request.body.action',
    routes: Object.fromEntries(
      Object.entries(routes).map(([key, route]) => [key, { integration, isTwoWay: false, ...route }]),
    ),
    authorize: () => ({ allow: { id: 'ada' } }),
    records,
    settings,
    maxAnswerBytes: 131_072,
    clock,
    ids,
    ...more,
  })
  const message = (key: string, text: string) =>
    api.routes[key]?.handle(
      Object.assign(Object.create(null), c) satisfies Context,
      { text, body: JSON.parse(text), isBase64Encoded: false },
      ({ why }) => c.reply(`refused: ${why}`),
    )
  return { api, calls, replies, c, message }
}

describe('a hosted API', () => {
  test('has the routes of its integrations, and $connect and $disconnect are none of them', () => {
    const { api } = open({ $connect: {}, $disconnect: {}, $default: {}, say: {} })
    expect(Object.keys(api.routes)).toEqual(['$default', 'say'])
  })

  test('admits everybody without a $connect', async () => {
    const { api, calls } = open({})
    expect(await api.admit?.(handshake('c'), { id: 'ada' })).toMatchObject({ accept: [] })
    expect(calls).toEqual([])
  })

  test('tells $disconnect only of connections that it admitted, and once', async () => {
    const { api, calls, c } = open({ $disconnect: {} })
    const context: Context = Object.assign(Object.create(null), c)
    await api.onDisconnect?.(context, { code: 1000, reason: '' })
    await api.admit?.(handshake('c'), { id: 'ada' })
    await api.onDisconnect?.(context, { code: 1000, reason: 'bye' })
    await api.onDisconnect?.(context, { code: 1000, reason: 'bye' })
    expect(calls.map(({ routeKey }) => routeKey)).toEqual(['$disconnect'])
    expect(calls[0]?.event()).toContain('"disconnectReason":"bye"')
  })

  test('tells $disconnect the same of a connection whose node is dead, from what was noted', async () => {
    const user = { id: 'ada', context: { level: '3' } }
    const [here, there] = [open({ $disconnect: {} }), open({ $disconnect: {} })]
    const admission = await there.api.admit?.(handshake('c'), user)
    const memo = admission && 'accept' in admission ? admission.memo?.() : undefined
    const ending = { code: 1006, reason: '' }
    await there.api.onDisconnect?.(Object.assign(Object.create(null), there.c), ending)
    await here.api.onDisconnect?.(Object.assign(Object.create(null), { ...here.c, memo }), ending)
    expect(here.calls).toHaveLength(1)
    expect(here.calls[0]?.event()).toBe(there.calls[0]?.event())
  })

  test('forgets a connection that $connect refused', async () => {
    const refusing = () => Promise.resolve<Invoked>({ kind: 'returned', result: { statusCode: 403 } })
    const { api, calls, c, message } = open({ $connect: { integration: refusing }, $disconnect: {}, say: {} })
    expect(await api.admit?.(handshake('c'), { id: 'ada' })).toEqual({ refuse: { status: 403, headers: [] } })
    await message('say', '{}')
    await api.onDisconnect?.(Object.assign(Object.create(null), c), { code: 1000, reason: '' })
    expect(calls).toEqual([])
  })

  test('answers a client only on a route with a response', async () => {
    const { api, replies, message } = open({ one: {}, two: { isTwoWay: true } })
    await api.admit?.(handshake('c'), { id: 'ada' })
    await message('one', '{}')
    await message('two', '{}')
    expect(replies).toEqual(['said'])
  })

  test('tells a client of a failure, with the requestId of the event', async () => {
    const failing = () =>
      Promise.resolve<Invoked>({ kind: 'failed', errorType: 'Error', errorMessage: 'boom' })
    const { api, replies, message } = open({ one: { integration: failing } })
    await api.admit?.(handshake('c'), { id: 'ada' })
    await message('one', '{}')
    expect(replies).toEqual([
      '{"message": "Internal server error", "connectionId":"c", "requestId":"R1kmxc2VNjMCFIA="}',
    ])
  })

  test('says what an authorizer found out, and who signed instead of that', async () => {
    const { api, calls } = open({ $connect: {} })
    await api.admit?.(handshake('a'), { id: 'ada', context: { level: '7' } })
    await api.admit?.(handshake('b'), { id: 'AK', context: { accessKey: 'AK' }, identity: { user: 'AK' } })
    await api.admit?.(handshake('c'), { id: 'anybody' })
    const contexts = calls.map((call) => JSON.parse(call.event()).requestContext)
    expect(contexts[0].authorizer).toEqual({ principalId: 'ada', level: '7' })
    expect(contexts[1]).not.toHaveProperty('authorizer')
    expect(contexts[1].identity).toEqual({ sourceIp: '10.0.0.7', user: 'AK' })
    expect(contexts[2]).not.toHaveProperty('authorizer')
  })

  test('has the context of an authorizer as it is where it is asked for', async () => {
    const native = { id: 'ada', context: { level: '7' }, nativeContext: { level: 7 } }
    const { api, calls } = open({ $connect: {} }, { settings: { ...settings, contextTypes: 'native' } })
    await api.admit?.(handshake('a'), native)
    expect(JSON.parse(calls[0]?.event() ?? '').requestContext.authorizer.level).toBe(7)
  })

  test('does not call what is behind a route with a body that fails its model', async () => {
    const models = () => ({ valid: false, field: 'a', why: 'is missing' }) as const
    const { api, calls, replies, message } = open({ one: { models } })
    await api.admit?.(handshake('c'), { id: 'ada' })
    await message('one', '{}')
    expect([calls, replies]).toEqual([[], ['refused: is missing']])
  })

  test('calls nothing before a check of a body that takes a while', async () => {
    const { calls, replies, message, api } = open({
      one: { models: (_body, text) => Promise.resolve({ valid: text === '{}', field: 'a', why: 'is bad' }) },
    })
    await api.admit?.(handshake('c'), { id: 'ada' })
    const handled = message('one', '{}')
    expect(calls).toEqual([])
    await handled
    await message('one', '{"a":1}')
    expect([calls.length, replies]).toEqual([1, ['refused: is bad']])
  })

  test('tells a client whose body finds no place to wait for its check', async () => {
    const { api, calls, replies, message } = open({ one: { models: () => 'busy' } })
    await api.admit?.(handshake('c'), { id: 'ada' })
    await message('one', '{}')
    expect(calls).toEqual([])
    expect(replies).toEqual([
      '{"message": "Too Many Requests", "connectionId":"c", "requestId":"R1kmxc2VNjMCFIA="}',
    ])
  })
})
