import { describe, expect, test } from 'vitest'
import { mistakesOf } from './wrong-file.fixture.ts'

const types = 'guest, iam, none, jwt, jwks, cognito, lambda'
const aType = `one of ${types}, or a mapping with a type or a handler`
const aPath = 'a path such as /game, of letters, digits and hyphens, not the text'

describe('an API', () => {
  const kinds = 'apis.relay must be true, false, a path such as /game, or keys and values, not'
  test.each([
    ['5', `1:16: ${kinds} the number 5`],
    ['[guest]', `1:16: ${kinds} a list`],
    ['path:/game', `1:16: ${kinds} the text "path:/game"; a space is missing after the colon`],
    ['game', `1:16: apis.relay must be ${aPath} "game"`],
    ['{ path: /a b }', `1:24: apis.relay.path must be ${aPath} "/a b"`],
    ['{ path: /a?b }', `1:24: apis.relay.path must be ${aPath} "/a?b"`],
    ['{ path: "/:id" }', `1:24: apis.relay.path must be ${aPath} "/:id"`],
    ['{ path: "/a*" }', `1:24: apis.relay.path must be ${aPath} "/a*"`],
    ['{ path: /a/../b }', `1:24: apis.relay.path must be ${aPath} "/a/../b"`],
    [
      '/prod/login-as-guest',
      '1:16: apis.relay must be a path that is not under /prod/, which is the server\'s own, not the text "/prod/login-as-guest"',
    ],
    [
      '/health',
      '1:16: apis.relay must be a path that is not under /health, which is the server\'s own, not the text "/health"',
    ],
    [
      '//docs//x/',
      '1:16: apis.relay must be a path that is not under /docs, which is the server\'s own, not the text "//docs//x/"',
    ],
    [
      '{ idle_timeout: 10m }',
      '1:32: apis.relay.idle_timeout must be a whole number from 1 to 1000000000, not the text "10m"; write digits only',
    ],
    [
      '/ping',
      '1:16: apis.relay must be a path that is not under /ping, which is the server\'s own, not the text "/ping"',
    ],
    [
      '{ authorizer: iam, authorizers: [guest] }',
      '1:9: apis.relay has both authorizer and authorizers; keep one of them',
    ],
  ])('is not %s', (written, mistake) => {
    expect(mistakesOf(`apis: { relay: ${written} }`)).toEqual([`poc.yaml:${mistake}`])
  })

  test('has a path of its own', () => {
    expect(mistakesOf('apis:\n  relay: /game\n  lobby: { path: /game/ }')).toEqual([
      'poc.yaml:1:1: apis has relay and lobby at the same path, /game',
    ])
  })
})

describe('an authorizer', () => {
  const at = 'apis.relay.authorizers'
  test.each([
    ['congito', '3:18: unknown authorizer "congito"; did you mean "cognito"?'],
    ['[iam, gest]', '3:24: unknown authorizer "gest"; did you mean "guest"?'],
    ['anybody', `3:18: unknown authorizer "anybody"; it is one of ${types}`],
    ['{ type: saml }', `3:26: unknown authorizer "saml"; it is one of ${types}`],
    ['[5]', `3:19: ${at}[0] must be ${aType}, not the number 5`],
    ['true', `3:18: ${at} must be ${aType}, not true`],
    ['[{ secret: a }]', `3:19: ${at}[0] needs a type: one of ${types}; or a handler`],
    ['[{ type: guest, secret: a }]', '3:34: unknown key "secret"; the keys here are type'],
    [
      '[{ type: jwt, secret: hunter2 }]',
      `3:40: ${at}[0].secret must be a text of 16 to 4096 characters, on one line`,
    ],
    ['lambda', '3:18: the authorizer lambda needs a handler: write { handler: ./lambdas/auth.handler }'],
    [
      './auth.handler',
      `3:18: ${at} must be ${aType}, not the text "./auth.handler"; a function is written as { handler: ./lambdas/auth.handler }`,
    ],
    ['[jwks]', '3:19: the authorizer jwks needs an issuer: write { type: jwks, issuer: https://… }'],
    ['[{ type: jwks }]', `3:19: ${at}[0] needs an issuer`],
    ['[{ type: jwks, issuer: ada }]', `3:19: ${at}[0] needs a jwks_uri, because its issuer is not a URL`],
    ['[]', `3:18: ${at} names nobody who may connect; "none" lets everybody in`],
    ['', `3:5: ${at} has no value; give it one, or take the line out`],
  ])('is not %s', (written, mistake) => {
    expect(mistakesOf(`apis:\n  relay:\n    authorizers: ${written}`)).toEqual([`poc.yaml:${mistake}`])
  })

  test('is one of at most 16', () => {
    expect(mistakesOf(`apis: { relay: { authorizers: [${'iam, '.repeat(17)}] } }`)).toEqual([
      'poc.yaml:1:31: apis.relay.authorizers must be a list of at most 16, not a list',
    ])
  })
})
