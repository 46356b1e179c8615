import { expect, test } from 'vitest'
import type { Clock } from '../src/core/index.ts'
import { systemClock } from '../src/stores/index.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { forbidden, heard } from './support/heard.ts'
import { type PoolUser, poolUser, relayUrl } from './support/pool.ts'
import { login, startServer, type TestServer } from './support/server.ts'

interface Game {
  readonly server: TestServer
  readonly user: PoolUser
  readonly ada: Client
  readonly bob: Client
}

/** Two players. */
async function play(): Promise<Game> {
  const server = await startServer()
  const user = await poolUser(server)
  const url = relayUrl(server, user)
  const [ada, bob] = [await Client.open(url), await Client.open(url)]
  return { server, user, ada, bob }
}

/** The status for a player with these parameters; one that is `undefined` is not sent. */
function statusFor({ wsUrl }: TestServer, parameters: Readonly<Record<string, string | undefined>>) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
  return upgradeStatus(`${wsUrl}/prod?${query.toString()}`)
}

/** A clock that has always been slow. */
const slowBy = (ms: number): Clock => ({ ...systemClock(), now: () => Date.now() - ms })

test('what a player does comes to all others as it was sent, and not back', async () => {
  const { server, user, ada, bob } = await play()
  const carol = await Client.open(relayUrl(server, user))
  const moves = ['{"Type":"move","Content":"12"}', 'found "Bob" \u{1f3db}', '']
  for (const message of moves) ada.send({ action: 'message', message })
  expect(await bob.take(3)).toEqual(moves)
  expect(await carol.take(3)).toEqual(moves)
  expect(await heard(ada)).toEqual([])
  bob.send({ action: 'message', message: 'caught' })
  expect(await ada.next()).toBe('caught')
  expect(await heard(bob)).toEqual([])
  expect(await heard(carol)).toEqual(['caught'])
})

test('a message that is no text comes as JSON', async () => {
  const { ada, bob } = await play()
  for (const message of [{ a: 1 }, [true, null], 5, false, null]) ada.send({ action: 'message', message })
  expect(await bob.take(5)).toEqual(['{"a":1}', '[true,null]', '5', 'false', 'null'])
})

test('a heartbeat is answered by nobody', async () => {
  const { ada, bob } = await play()
  ada.send({ action: 'heartbeat', message: '' })
  ada.send({ action: 'heartbeat' })
  expect(await heard(ada)).toEqual([])
  expect(await heard(bob)).toEqual([])
})

test('what has no route is Forbidden, byte for byte, and the player stays', async () => {
  const { ada, bob } = await play()
  for (const frame of ['{"action":"zzz"}', 'not json', '{"action":5}', '[]', '']) {
    ada.send(frame)
    expect(await ada.next()).toMatch(forbidden)
  }
  ada.send({ action: 'message' })
  expect(await ada.next()).toMatch(/^\{"message": "Invalid request body", "connectionId":"/)
  ada.send({ action: 'message', message: 'still here' })
  expect(await bob.next()).toBe('still here')
})

test('who leaves hears nothing more, and holds up nobody', async () => {
  const { ada, bob, server, user } = await play()
  const carol = await Client.open(relayUrl(server, user))
  bob.ws.terminate()
  await bob.closed
  ada.send({ action: 'message', message: 'anybody?' })
  expect(await carol.next()).toBe('anybody?')
  expect(bob.rest()).toEqual([])
})

test('a player needs an access token of the pool, and nothing else', async () => {
  const server = await startServer()
  const { accessToken, idToken, userPoolId, clientId } = await poolUser(server)
  const status = (parameters: Readonly<Record<string, string | undefined>>) =>
    statusFor(server, { Authorization: accessToken, ...parameters })
  expect(await status({})).toBe(101)
  expect(await status({ clientId, userPoolId })).toBe(101)
  expect(await status({ Authorization: undefined, clientId, userPoolId })).toBe(401)
  expect(await status({ Authorization: '' })).toBe(401)
  expect(await status({ Authorization: idToken })).toBe(401)
  expect(await status({ Authorization: `${accessToken}x` })).toBe(401)
  expect(await status({ Authorization: (await login(server)).auth_token })).toBe(401)
})

test('a player who means another app client or user pool is refused', async () => {
  const server = await startServer()
  const { accessToken: Authorization, userPoolId, clientId } = await poolUser(server)
  for (const parameters of [
    { clientId: 'other', userPoolId },
    { clientId, userPoolId: 'us-east-1_Other0001' },
    { clientId, userPoolId: '' },
    { clientId: 'other' },
  ]) {
    expect(await statusFor(server, { Authorization, ...parameters })).toBe(401)
  }
})

test('a token of the pool of another server is refused', async () => {
  const [server, other] = [await startServer(), await startServer()]
  const { accessToken: Authorization } = await poolUser(other)
  expect(await statusFor(server, { Authorization })).toBe(401)
})

test('a token is good for less than two hours', async () => {
  for (const [minutes, status] of [
    [30, 101],
    [120, 401],
  ] as const) {
    const server = await startServer({ clock: slowBy(minutes * 60_000) })
    const { accessToken: Authorization } = await poolUser(server)
    expect(await statusFor(server, { Authorization })).toBe(status)
  }
})
