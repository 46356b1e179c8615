import { describe, expect, test } from 'vitest'
import { adminToken, openAdmin } from './admin.fixture.ts'

const state = '/admin/state'
const as = (authorization: string, client = 'one'): RequestInit => ({
  headers: { Authorization: authorization, 'X-Client': client },
})
const right = `Bearer ${adminToken}`

describe('the token', () => {
  test.each([
    ['none', {}],
    ['another scheme', as(`Basic ${adminToken}`)],
    ['no scheme', as(adminToken)],
    ['nothing after the scheme', as('Bearer ')],
    ['the beginning of it', as(right.slice(0, -1))],
    ['more than it', as(`${right}x`)],
    ['it in another case', as(right.toUpperCase())],
    ['it in the query', { headers: {} }],
  ])('is not %s', async (_, init) => {
    const { fetch, asked } = await openAdmin()
    const answer = await fetch(`/admin/connections?token=${adminToken}&access_token=${adminToken}`, init)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer')
    expect(await answer.json()).toMatchObject({
      error: { code: 'unauthorized', status: 401, retryable: false, requestId: 'request' },
    })
    expect(asked).toEqual([])
  })

  test('opens nothing while it is empty', async () => {
    const { fetch } = await openAdmin({ token: () => '' })
    for (const header of ['Bearer ', 'Bearer', 'Bearer x']) {
      expect((await fetch(state, as(header))).status).toBe(401)
    }
  })

  test('is asked for at every path below /admin, and may change', async () => {
    let token = adminToken
    const { fetch } = await openAdmin({ token: () => token })
    expect((await fetch('/admin/nothing')).status).toBe(401)
    expect((await fetch(state, as(right))).status).toBe(200)
    token = 'another token'
    expect((await fetch(state, as(right))).status).toBe(401)
  })

  test('can be tried ten times a minute, and then the right one does not open either', async () => {
    const { fetch, pass } = await openAdmin()
    for (let at = 0; at < 10; at += 1) {
      expect((await fetch(state, as(`Bearer ${at}`))).status).toBe(401)
    }
    pass(20_000)
    const limited = await fetch(state, as(right))
    expect(limited.status).toBe(429)
    expect(limited.headers.get('Retry-After')).toBe('40')
    expect(await limited.json()).toMatchObject({ error: { code: 'rate_limited', retryAfterMs: 40_000 } })
    expect((await fetch(state, as(right, 'another'))).status).toBe(200)
    pass(40_000)
    expect((await fetch(state, as(right))).status).toBe(200)
  })

  test('that is right, or not there, is not counted', async () => {
    const { fetch } = await openAdmin()
    for (let at = 0; at < 15; at += 1) {
      await fetch(state)
      expect((await fetch(state, as(right))).status).toBe(200)
    }
  })
})

test('no page of another site can ask, and nothing is kept by what is in between', async () => {
  const { fetch } = await openAdmin()
  const preflight = await fetch(state, {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://evil.example',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    },
  })
  const answer = await fetch(state, { headers: { Authorization: right, Origin: 'https://evil.example' } })
  for (const { headers } of [preflight, answer]) {
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(headers.get('Cache-Control')).toBe('no-store')
  }
  expect(preflight.status).toBe(401)
})
