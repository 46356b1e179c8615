import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { getJson } from './support/json.ts'
import { exchange } from './support/raw-socket.ts'
import { login, startServer } from './support/server.ts'

test('a guest logs in, logs in again, and refreshes', async () => {
  const server = await startServer()
  const first = await login(server)
  expect(Object.keys(first)).toEqual([
    'guest_secret',
    'user_id',
    'auth_token',
    'refresh_token',
    'auth_token_expires_in',
    'refresh_token_expires_in',
  ])
  const again = `user_id=${first.user_id}&guest_secret=${first.guest_secret}`
  for (const url of [
    `/prod/login-as-guest?${again}`,
    `/prod//login-as-guest?&${again}`,
    `//prod/login-as-guest/?${again}`,
  ]) {
    const response = await fetch(`${server.url}${url}`)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toMatchObject({ user_id: first.user_id, guest_secret: first.guest_secret })
  }
  const refreshed = await getJson(
    `${server.url}/prod/refresh-access-token?refresh_token=${first.refresh_token}`,
  )
  expect(Object.keys(refreshed)).toEqual([
    'user_id',
    'auth_token',
    'refresh_token',
    'auth_token_expires_in',
    'refresh_token_expires_in',
  ])
})

test('a login opens a chat until its key has been rotated out', async () => {
  const server = await startServer()
  const { auth_token, refresh_token } = await login(server)
  const rotate = () =>
    fetch(`${server.url}/2015-03-31/functions/GenerateKeys/invocations`, { method: 'POST' })
  const refresh = () => fetch(`${server.url}/prod/refresh-access-token?refresh_token=${refresh_token}`)
  const greeting = async () => (await Client.open(`${server.wsUrl}/?auth_token=${auth_token}`)).next()
  expect((await rotate()).status).toBe(200)
  expect((await refresh()).status).toBe(200)
  expect(await greeting()).toContain('Successfully connected!')
  await rotate()
  expect((await refresh()).status).toBe(401)
  expect(await greeting()).toBe('{"error":"Invalid token"}')
})

test('the issuer of tokens is where its keys are', async () => {
  const server = await startServer()
  const { auth_token } = await login(server)
  const claims = JSON.parse(Buffer.from(auth_token.split('.')[1] ?? '', 'base64url').toString())
  expect(claims.iss).toBe(server.url)
  const configuration = await getJson(`${claims.iss}/.well-known/openid-configuration`)
  const { keys } = await getJson(configuration.jwks_uri)
  expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual([claims.kid])
})

test('a thousand logins in five minutes are enough for one address', async () => {
  const server = await startServer()
  for (let batch = 0; batch < 10; batch += 1) {
    await Promise.all(Array.from({ length: 100 }, () => fetch(`${server.url}/prod/nothing`)))
  }
  const response = await fetch(`${server.url}/prod/login-as-guest`)
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

test('health is told at its paths, and at / of a port of its own', async () => {
  const { url } = await startServer()
  for (const path of ['/health', '/health/live', '/health/ready', '//health/']) {
    const response = await fetch(`${url}${path}`)
    expect(await response.text()).toBe('{"statusCode":200,"message":"OK"}')
  }
})

test('the page learns from /config.json where the lobby is, under the name it was called by', async () => {
  const { url, port } = await startServer()
  expect(await (await fetch(`${url}/config.json`)).json()).toEqual({
    server: `ws://127.0.0.1:${port}/LATEST`,
  })
  expect(await (await fetch(`http://localhost:${port}/config.json`)).json()).toEqual({
    server: `ws://localhost:${port}/LATEST`,
  })
  const behindProxy = await fetch(`${url}/config.json`, { headers: { 'x-forwarded-proto': 'https' } })
  expect(await behindProxy.json()).toEqual({ server: `wss://127.0.0.1:${port}/LATEST` })
})

test('a public URL is what clients are told', async () => {
  const server = await startServer({ publicUrl: 'https://chat.example.com' })
  const local = `http://127.0.0.1:${server.port}`
  expect(server.url).toBe('https://chat.example.com')
  expect(await getJson(`${local}/config.json`)).toEqual({ server: 'wss://chat.example.com/LATEST' })
  expect(await getJson(`${local}/.well-known/openid-configuration`)).toMatchObject({ issuer: server.url })
})

test.each([
  ['/LATEST', 426, '{"message":"Upgrade Required"}'],
  ['/LATEST/', 426, '{"message":"Upgrade Required"}'],
  ['/prod/', 426, '{"message":"Upgrade Required"}'],
  ['/prod/nothing', 403, '{"message":"Missing Authentication Token"}'],
  ['/nothing', 404, '{"message":"Not Found"}'],
  ['/%zz', 404, '{"message":"Not Found"}'],
  ['/..%2f..%2fpackage.json', 404, '{"message":"Not Found"}'],
])('a plain GET of %s is answered with %i', async (path, status, body) => {
  const { url } = await startServer()
  const response = await fetch(`${url}${path}`)
  expect(response.status).toBe(status)
  expect(await response.text()).toBe(body)
})

test('an upgrade to something else than WebSocket is answered as a plain request', async () => {
  const { port } = await startServer()
  const answer = await exchange(
    port,
    'GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
  )
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200/)
  expect(String(answer)).toContain('{"statusCode":200,"message":"OK"}')
})

test('an upgrade that is not a WebSocket handshake is refused', async () => {
  const { port } = await startServer()
  const upgrade = async (headers: string) =>
    String(
      await exchange(
        port,
        `GET /LATEST HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n`,
      ),
    )
  expect(await upgrade('')).toMatch(/^HTTP\/1\.1 400/)
  expect(await upgrade('Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n')).toMatch(
    /^HTTP\/1\.1 400/,
  )
})

test('the console is there beside a page of one’s own', async () => {
  const site = mkdtempSync(join(tmpdir(), 'stoa-site-'))
  writeFileSync(join(site, 'index.html'), '<p>mine</p>')
  const { url } = await startServer({ site })
  expect(await (await fetch(url)).text()).toContain('mine')
  const console = await fetch(`${url}/console`)
  expect([console.status, console.headers.get('x-frame-options')]).toEqual([200, 'DENY'])
  rmSync(site, { recursive: true })
})
