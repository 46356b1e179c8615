import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../src/stores/sqlite/temporary-folder.fixture.ts'
import { Client } from './support/client.ts'
import { getJson } from './support/json.ts'
import { serve, stoa } from './support/program.ts'
import { login } from './support/server.ts'

test('serve says where everything is, with two lines to paste', async () => {
  const { url, output } = await serve(['--memory'])
  for (const place of [`${url}/`, `${url}/prod/login-as-guest`, `${url}/health`, '/LATEST', 'in memory']) {
    expect(output()).toContain(place)
  }
  expect(output()).toMatch(/curl -s \S+\/prod\/login-as-guest \| jq/)
  expect(output()).toMatch(/npx wscat -c "ws:/)
})

test('a restart with the same data folder keeps users, names and keys', async () => {
  const data = join(temporaryFolder(), 'data')
  const first = await serve(['--data', data])
  const guest = await login(first)
  const ada = await Client.open(`${first.wsUrl}/?auth_token=${guest.auth_token}`)
  ada.send({ type: 'set-name', payload: { username: 'Ada' } })
  await ada.take(2)
  first.process.kill('SIGKILL')
  await first.exit
  expect(statSync(data).mode & 0o077).toBe(0)

  const second = await serve(['--data', data])
  const back = await Client.open(`${second.wsUrl}/?auth_token=${guest.auth_token}`)
  back.send({ type: 'join', payload: { channel: 'c' } })
  back.send({ type: 'message', payload: { channel: 'c', message: 'hi' } })
  expect((await back.take(4)).at(-1)).toContain('"username":"Ada"')
  const { status } = await fetch(
    `${second.url}/prod/login-as-guest?user_id=${guest.user_id}&guest_secret=${guest.guest_secret}`,
  )
  expect(status).toBe(200)
  const refreshed = await fetch(
    `${second.url}/prod/refresh-access-token?refresh_token=${guest.refresh_token}`,
  )
  expect(refreshed.status).toBe(200)
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s closes the clients with 1001 and ends with status 0',
  async (signal) => {
    const program = await serve(['--memory'])
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => Client.open(`${program.wsUrl}/LATEST`)),
    )
    program.process.kill(signal)
    for (const client of clients) expect((await client.closed).code).toBe(1001)
    expect(await program.exit).toEqual({ code: 0, signal: null })
    expect(program.output()).toContain('telling 20 connections to move')
  },
)

test('rate and spans can be set', async () => {
  const { wsUrl } = await serve(['--memory', '--rate', '1', '--burst', '1', '--max-duration', '1'])
  const visitor = await Client.open(`${wsUrl}/LATEST`)
  visitor.send({ action: 'send', text: 'one' })
  visitor.send({ action: 'send', text: 'two' })
  await visitor.until((message) => message.includes('Too Many Requests'))
  expect((await visitor.closed).code).toBe(1001)
})

test('rotate-keys makes a running server sign with a new key', async () => {
  const { url } = await serve(['--memory'])
  const kid = async () =>
    JSON.parse(Buffer.from((await login({ url })).auth_token.split('.')[0] ?? '', 'base64url').toString()).kid
  const before = await kid()
  const rotation = stoa(['rotate-keys', '--url', url])
  expect((await rotation.exit).code).toBe(0)
  const { keys } = await getJson(`${url}/.well-known/jwks.json`)
  expect(keys.map((key: { kid: string }) => key.kid)).toEqual([await kid(), before])
})

test('logs are JSON lines off a terminal, and hold no token, secret or body', async () => {
  const program = await serve(['--memory', '--log-level', 'trace'])
  const guest = await login(program)
  const ada = await Client.open(`${program.wsUrl}/?auth_token=${guest.auth_token}`)
  ada.send({ type: 'set-name', payload: { username: 'Secretive' } })
  ada.send('{"type": broken')
  await ada.take(3)
  await fetch(`${program.url}/prod/login-as-guest?user_id=${guest.user_id}&guest_secret=wrong-secret`)
  await ada.close()
  program.process.kill('SIGTERM')
  await program.exit
  const lines = program.errors().trim().split('\n')
  expect(lines.length).toBeGreaterThan(2)
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg')
  for (const secret of [
    guest.auth_token,
    guest.refresh_token,
    guest.guest_secret,
    'wrong-secret',
    'Secretive',
    'broken',
  ]) {
    expect(program.errors() + program.output()).not.toContain(secret)
  }
})

test('the health port answers at /', async () => {
  const program = await serve(['--memory', '--health-port', '0', '--log-level', 'info'])
  const [, port] = /"healthPort":(\d+)/.exec(program.errors()) ?? []
  const response = await fetch(`http://127.0.0.1:${port}/`)
  expect(await response.text()).toBe('{"statusCode":200,"message":"OK"}')
})

/** A program that must end with one sentence and a status that is not 0. */
async function failure(...args: string[]): Promise<string> {
  const program = stoa(args)
  const { code } = await program.exit
  expect(code).toBe(1)
  expect(program.output()).toBe('')
  return program.errors()
}

test('a mistake on the command line ends with a sentence that says what to do', async () => {
  const misspelt = await failure('serve', '--prot', '80')
  expect(misspelt).toContain("unknown option '--prot'")
  expect(misspelt).toContain('Did you mean --port')
  expect(await failure('serve', '--port', 'http')).toContain('A port is a number from 0 to 65535')
  expect(await failure('serve', '--profile', 'gcp')).toMatch(/Allowed choices are open, aws/)
  expect(await failure('serve', '--log-level', 'loud')).toContain('A log level is one of fatal, error, warn')
  expect(await failure('serve', '--site', '/nowhere')).toContain('There is no such folder')
  expect(await failure('serve', '--rate', 'fast')).toContain('A count is a whole number above 0')
  expect(await failure('serve', '--idle-timeout', '-1')).toContain('A span is a number of seconds above 0')
  expect(await failure('serve', '--stage', 'a/b')).toContain('A stage is 1 to 128 letters')
  expect(await failure('sreve')).toMatch(/unknown command 'sreve'/)
  expect(await failure('rotate-keys', '--url', 'nowhere')).toContain('is not a URL')
})

test.each(['--port', '--health-port'])('a taken %s is said to be so', async (option) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  expect(await failure('serve', '--memory', '--port', '0', option, `${port}`)).toBe(
    `stoa: port ${port} on 127.0.0.1 is taken; choose another with ${option} N (0 picks a free one)\n`,
  )
  server.close()
})

test('a data folder that cannot be used is named, with what to do instead', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, 'not a folder')
  const sentence = await failure('serve', '--port', '0', '--data', file)
  expect(sentence).toMatch(/^stoa: .*file.*--data.*--memory.*\n$/)
})

test('a data folder that can never be made is refused, and does not hang', async () => {
  expect(await failure('serve', '--port', '0', '--data', '/proc/stoa/data')).toMatch(
    /^stoa: cannot write to the data folder \/proc\/stoa\/data \(ENOENT\): .*--memory.*\n$/,
  )
})

test('an address that is not of this machine is said to be so', async () => {
  expect(await failure('serve', '--memory', '--host', '192.0.2.1', '--port', '0')).toContain(
    'is not an address of this machine',
  )
})
