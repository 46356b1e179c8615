import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { handshake, inQuery, invalidToken } from './handshake.fixture.ts'
import { openidConfiguration } from './http.ts'
import { jwksTokens } from './jwks-tokens.ts'
import { testIssuer } from './test-issuer.fixture.ts'
import { tokens } from './tokens.ts'

/** An issuer at a URL, and the authorizer of a server elsewhere that knows only that URL. */
async function open() {
  const { signingKeys, clock } = testIssuer()
  let url = ''
  const server = createServer((request, response) => {
    const isConfiguration = request.url === '/.well-known/openid-configuration'
    const answer = isConfiguration ? openidConfiguration(url) : signingKeys.jwks()
    void Promise.resolve(answer).then((body) => response.end(JSON.stringify(body)))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : undefined}`
  const authorize = jwksTokens({ issuer: url, audience: 'gamebackend', token: inQuery, clock })
  return { signingKeys, clock, authorize, issuer: tokens({ signingKeys, clock, issuer: () => url }) }
}

test('an access token lets its user in elsewhere, with its scope, and a refresh token does not', async () => {
  const { issuer, authorize } = await open()
  const { authToken, refreshToken } = await issuer.issue('a user', 'guest')
  expect(await authorize(handshake({ token: authToken }))).toMatchObject({
    allow: { id: 'a user', context: { sub: 'a user', scope: 'guest', aud: 'gamebackend' } },
  })
  expect(await authorize(handshake({ token: refreshToken }))).toEqual(invalidToken)
})

test('it does not once its time is over', async () => {
  const { issuer, authorize, clock } = await open()
  const { authToken } = await issuer.issue('a user', 'authenticated')
  clock.pass(901_000)
  expect(await authorize(handshake({ token: authToken }))).toEqual(invalidToken)
})

test('after a rotation, tokens of the key before it and of the new one do', async () => {
  const { issuer, authorize, signingKeys } = await open()
  const before = await issuer.issue('a user', 'guest')
  await signingKeys.rotate()
  const after = await issuer.issue('a user', 'guest')
  for (const { authToken } of [before, after]) {
    expect(await authorize(handshake({ token: authToken }))).toMatchObject({ allow: { id: 'a user' } })
  }
})
