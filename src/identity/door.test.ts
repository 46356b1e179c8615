import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { memoryRates } from '../stores/memory/rates.ts'
import { collapseSlashes, identityHttp } from './http.ts'
import { testIssuer } from './test-issuer.fixture.ts'

const host = 'http://localhost:8080'

function open(sourceIp = '127.0.0.1') {
  const issuer = testIssuer()
  const app = identityHttp({ ...issuer, sourceIp: () => sourceIp })
  const get = async (target: string) => app.request(`${host}${target}`)
  return { ...issuer, app, get }
}

/** What an error is: its status and its body. */
async function outcome(response: Response): Promise<readonly [number, string]> {
  return [response.status, await response.text()]
}

describe('what is not there', () => {
  test.each([
    ['GET', '/prod/nothing'],
    ['GET', '/prod/login-as-guest/below'],
    ['GET', '/prod/LOGIN-AS-GUEST'],
    ['POST', '/prod/login-as-guest'],
    ['OPTIONS', '/prod/login-as-guest'],
    ['DELETE', '/prod/refresh-access-token'],
  ])('%s %s is answered as API Gateway does', async (method, path) => {
    const response = await open().app.request(`${host}${path}`, { method })
    expect(response.headers.get('x-amzn-ErrorType')).toBe('MissingAuthenticationTokenException')
    expect(await outcome(response)).toEqual([403, '{"message":"Missing Authentication Token"}'])
  })

  test('a page of another site may ask whether it may send JSON to the login that takes it', async () => {
    const { app } = open()
    const ask = { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'POST' } }
    const response = await app.request(`${host}/prod/login-with-cognito`, ask)
    expect(response.status).toBe(204)
    expect(response.headers.get('Access-Control-Allow-Methods')).toBe('POST')
    expect(response.headers.get('Access-Control-Allow-Headers')).toBe('Content-Type')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  test('HEAD makes no guest', async () => {
    const { app } = open()
    const response = await app.request(`${host}/prod/login-as-guest`, { method: 'HEAD' })
    expect(response.status).toBe(403)
  })

  test('the connections of the stage are left to the app around it', async () => {
    const parent = new Hono({ getPath: collapseSlashes })
    parent.route('/', open().app)
    parent.all('*', (c) => c.text('around', 418))
    for (const path of ['/prod/@connections/abc=', '/production', '/', '/.well-known/other']) {
      expect((await parent.request(`${host}${path}`, { method: 'POST' })).status).toBe(418)
    }
    for (const path of ['/prod', '/prod/nothing']) {
      expect((await parent.request(`${host}${path}`)).status).toBe(403)
    }
  })
})

describe('the rate limit', () => {
  test('is 1,000 requests of one address in 5 minutes, on whatever path', async () => {
    const { get, clock } = open()
    for (let count = 0; count < 1_000; count++)
      await get(count % 2 ? '/prod/x' : '/prod/login-as-guest?user_id=u')
    clock.pass(60_500)
    const refused = await get('/prod/login-as-guest')
    expect(refused.headers.get('Retry-After')).toBe('240')
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await outcome(refused)).toEqual([429, '{"message":"Too Many Requests"}'])
    expect((await get('/.well-known/jwks.json')).status).toBe(200)
    clock.pass(239_500)
    expect((await get('/prod/login-as-guest')).status).toBe(200)
  })

  test('counts each address by itself', async () => {
    const issuer = testIssuer()
    const app = identityHttp({ ...issuer, sourceIp: (c) => c.req.header('test-ip') ?? '' })
    const from = async (ip: string) =>
      (await app.request(`${host}/prod/x`, { headers: { 'test-ip': ip } })).status
    for (let count = 0; count < 1_000; count++) await from('2001:db8::1')
    expect(await from('2001:db8::2')).toBe(429)
    expect(await from('2001:db8:0:1::1')).toBe(403)
  })

  test('is one for all nodes', async () => {
    const issuer = testIssuer()
    const rates = memoryRates(issuer.clock)
    const nodes = [1, 2].map(() => identityHttp({ ...issuer, rates, sourceIp: () => '10.0.0.1' }))
    const statuses = new Set<number>()
    for (let count = 0; count < 500; count++) {
      for (const node of nodes) statuses.add((await node.request(`${host}/prod/x`)).status)
    }
    expect([...statuses]).toEqual([403])
    for (const node of nodes) {
      const refused = await node.request(`${host}/prod/x`)
      expect(refused.status).toBe(429)
      const seconds = Number(refused.headers.get('Retry-After'))
      issuer.clock.pass(seconds * 1_000)
      expect((await node.request(`${host}/prod/x`)).status).toBe(403)
      issuer.clock.pass(-seconds * 1_000)
    }
  })
})
