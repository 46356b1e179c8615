import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cognitoTokens } from '../cognito-tokens.ts'
import { encoded, handshake, refused, token } from './test-handshake.fixture.ts'
import { signedIn, testPool } from './test-pool.fixture.ts'

type Answer = (response: ServerResponse, request: IncomingMessage, keys: string) => unknown

/** Keys on the web, for a pool that is not this server's. */
async function stand(keys: () => Promise<object>, answer: Answer) {
  let fetches = 0
  const server = createServer((request, response) => {
    fetches += 1
    void keys().then((found) => answer(response, request, JSON.stringify(found)))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { jwksUri: `http://127.0.0.1:${port}/keys`, fetches: () => fetches }
}

/** By default the keys are there. */
async function open(answer: Answer = (response, _, keys) => response.end(keys)) {
  const opened = await testPool({ startAt: Date.now() })
  const { userPoolId, clientId, jwks } = opened.pool
  const { jwksUri, fetches } = await stand(jwks, answer)
  const authorize = cognitoTokens({ userPoolId, clientId, token, jwksUri })
  const ask = async (Authorization: string) => authorize(handshake({ Authorization }))
  return { ...opened, ...(await signedIn(opened.pool)), fetches, ask }
}

describe('keys that are fetched', () => {
  test('are fetched once, and again for a kid that is new', async () => {
    const { pool, signingKeys, accessToken, ask, fetches } = await open()
    const answers = await Promise.all([ask(accessToken), ask(accessToken), ask(accessToken)])
    for (const answer of answers) expect(answer).toHaveProperty('allow')
    expect(fetches()).toBe(1)
    await signingKeys.rotate()
    expect(await ask((await signedIn(pool, 'bob')).accessToken)).toHaveProperty('allow')
    expect(fetches()).toBe(2)
  })

  test('are not fetched for each kid that nobody knows, nor for what cannot hold', async () => {
    const { accessToken, ask, fetches } = await open()
    const [header, body, signature] = accessToken.split('.')
    expect(await ask(`${encoded({ alg: 'none', kid: 'x' })}.${body}.${signature}`)).toEqual(refused)
    expect(await ask(`${header}.${encoded({ iss: 'http://elsewhere' })}.${signature}`)).toEqual(refused)
    expect(fetches()).toBe(0)
    expect(await ask(accessToken)).toHaveProperty('allow')
    for (let count = 0; count < 20; count += 1) {
      const unknown = `${encoded({ alg: 'RS256', kid: `unknown ${count}` })}.${body}.${signature}`
      expect(await ask(unknown)).toEqual(refused)
    }
    expect(fetches()).toBe(2)
    expect(await ask(accessToken)).toHaveProperty('allow')
  })

  test.each<[string, string, Answer]>([
    ['answers an error', 'status 503', (response, _, keys) => response.writeHead(503).end(keys)],
    ['hangs up', 'fetch failed', (response) => response.destroy()],
    ['answers no JSON', 'could not be parsed', (response) => response.end('<html>')],
    ['answers no key set', 'does not include keys', (response) => response.end('{}')],
    ['answers a broken key', 'should be a string', (response) => response.end('{"keys":[{"kty":1}]}')],
    [
      'answers too much',
      'more than 65536 bytes',
      (response, _, keys) => response.end(`${keys}${' '.repeat(65_536)}`),
    ],
    [
      'sends elsewhere',
      'fetch failed',
      (response, { url }, keys) =>
        url === '/keys' ? response.writeHead(302, { Location: '/other' }).end() : response.end(keys),
    ],
  ])('and cannot be had are thrown, and are no refusal: the server %s', async (_, message, answer) => {
    const { accessToken, ask } = await open(answer)
    await expect(ask(accessToken)).rejects.toThrow(message)
  })

  test('that could not be had are fetched when they are needed next', async () => {
    let status = 500
    const { accessToken, ask } = await open((response, _, keys) => response.writeHead(status).end(keys))
    await expect(ask(accessToken)).rejects.toThrow('status 500')
    status = 200
    expect(await ask(accessToken)).toHaveProperty('allow')
  })
})
