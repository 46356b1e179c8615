import { describe, expect, test } from 'vitest'
import { mistakesOf } from './wrong-file.fixture.ts'

const own = 'with routes among them'
const wrongIn = (keys: string): readonly string[] =>
  mistakesOf(`apis: { game: {\n ${keys},\n routes: { a: a.b } } }`)

describe('an API of one’s own', () => {
  test.each([
    [
      '9game: { routes: { a: a.b } }',
      'apis cannot have "9game": a name is a letter and up to 63 letters, digits, hyphens and underscores',
    ],
    [
      'game: { path: /x }',
      `unknown key "game"; the keys here are chat, relay, notify, webchat, lobby, hub (an API of your own is keys and values ${own})`,
    ],
    [
      'game: ./game.handler',
      `unknown key "game"; the keys here are chat, relay, notify, webchat, lobby, hub (an API of your own is keys and values ${own})`,
    ],
    ['docs: { routes: { a: a.b } }', "apis.docs needs a path, because /docs is the server's own"],
    ['sping: { routes: { a: a.b } }', "apis.sping needs a path, because /sping is the server's own"],
    ['routes: { a: a.b }', '"routes" does not belong here; did you mean apis.<name>.routes?'],
  ])('is not %s', (written, mistake) => {
    expect(mistakesOf(`apis: { ${written} }`)).toEqual([`poc.yaml:1:9: ${mistake}`])
  })

  test('has a path of its own', () => {
    const file =
      'apis: { relay: /b, b: { routes: { a: a.b } }, c: { path: /d, routes: { a: a.b } }, d: { routes: { a: a.b } } }'
    expect(mistakesOf(file)).toEqual([
      'poc.yaml:1:1: apis has relay and b at the same path, /b',
      'poc.yaml:1:1: apis has c and d at the same path, /d',
    ])
  })

  test.each([
    [
      'selector: ""',
      '2:12: apis.game.selector must be an expression of 1 to 1000 characters, such as $request.body.action, not the text ""',
    ],
    [
      'stage: a/b',
      '2:9: apis.game.stage must be 1 to 128 letters, digits, hyphens and underscores, not the text "a/b"',
    ],
    ['apiId: ABC', '2:9: apis.game.apiId must be 1 to 64 lower case letters and digits, not the text "ABC"'],
    [
      'variables: { a-b: c }',
      '2:15: apis.game.variables has a name that is not of 1 to 64 letters, digits and underscores',
    ],
    ['contract: { binary: base-64 }', '2:22: unknown binary "base-64"; did you mean "base64"?'],
    ['contract: { context_type: text }', '2:14: unknown key "context_type"; did you mean "contextTypes"?'],
    [
      'throttle: { rate: 0, burst: 5 }',
      '2:20: apis.game.throttle.rate must be a whole number from 1 to 1000000, not the number 0',
    ],
    ['throttle: { rate: 5 }', '2:2: apis.game.throttle needs a burst'],
    ['idle_timeout: 5, idleTimeout: 6', '2:19: apis.game.idleTimeout is here twice; the first is on line 2'],
    ['handler: a.b', '2:2: "handler" does not belong here; did you mean apis.game.routes.<name>.handler?'],
  ])('cannot have %s', (written, mistake) => {
    expect(wrongIn(written)).toEqual([`poc.yaml:${mistake}`])
  })
})

describe('an authorizer with a handler', () => {
  const aSource =
    'apis.game.authorizer.identitySource must be route.request.header.NAME, route.request.querystring.NAME, stageVariables.NAME or context.NAME, not the text'
  test.each([
    [
      '$request.header.Auth',
      `2:46: ${aSource} "$request.header.Auth"; that is the syntax of HTTP APIs; write route.request.header.Auth`,
    ],
    [
      '$request.body.x',
      `2:46: ${aSource} "$request.body.x"; that is the syntax of HTTP APIs; write route.request.header.NAME`,
    ],
    [
      'method.request.header.Auth',
      `2:46: ${aSource} "method.request.header.Auth"; that is the syntax of REST APIs; write route.request.header.Auth`,
    ],
    ['Authorization', `2:46: ${aSource} "Authorization"`],
    ['"context.a,context.b"', `2:46: ${aSource} "context.a,context.b"; write several as a list`],
    ['[]', '2:46: apis.game.authorizer.identitySource names no source; take the line out'],
  ])('is not asked with %s', (written, mistake) => {
    expect(wrongIn(`authorizer: { handler: a.b, identitySource: ${written} }`)).toEqual([
      `poc.yaml:${mistake}`,
    ])
  })

  test('has one', () => {
    expect(wrongIn('authorizer: { type: lambda }')).toEqual([
      'poc.yaml:2:2: apis.game.authorizer needs a handler',
    ])
  })
})

describe('an API that Stoa comes with', () => {
  const advice = 'this API comes with its routes; to have your own, give your API a name of its own'
  test.each([
    ['handler: a.b', `17: "handler" cannot be here: ${advice}`],
    ['api_keys: [x]', `17: "api_keys" cannot be here: ${advice}`],
    ['routes: { message: a.b }', `36: apis.chat.routes.message can only have a throttle: ${advice}`],
    [
      'routes: { message: { handler: a.b } }',
      `27: apis.chat.routes.message can only have a throttle: ${advice}`,
    ],
    ['routes: { message: {} }', '27: apis.chat.routes.message needs a throttle'],
  ])('cannot have %s', (written, mistake) => {
    expect(mistakesOf(`apis: { chat: { ${written} } }`)).toEqual([`poc.yaml:1:${mistake}`])
  })
})

describe('a secret of an API', () => {
  const name = 'has a name that is not of letters, digits and underscores; write NAME: value'
  test.each([
    [
      'environment: A:hunter2',
      '2:15: apis.game.environment must be keys and values; a space is missing after the colon',
    ],
    ['environment: [A=hunter2]', '2:15: apis.game.environment must be keys and values'],
    ['environment: { A=hunter2, A=hunter2 }', `2:17: apis.game.environment ${name}`],
    [
      'environment: { A: [hunter2] }',
      '2:20: apis.game.environment.A must be a text of at most 4096 characters',
    ],
    ['variables: { A: [hunter2] }', '2:18: apis.game.variables.A must be a text of at most 512 characters'],
    ['apiKeys: hunter2', '2:11: apis.game.apiKeys must be a list of keys, or source and keys'],
    ['apiKeys: { hunter2 }', '2:13: an unknown key; the keys here are source, keys'],
    ['apiKeys: [{ hunter2 }]', '2:14: an unknown key; the keys here are id, value'],
    ['apiKeys: [hunter2, hunter2]', '2:11: apis.game.apiKeys has a value twice'],
    [
      'apiKeys: { keys: [{ id: a, value: x }, { id: a, value: hunter2 }] }',
      '2:19: apis.game.apiKeys.keys has an id twice',
    ],
    ['apiKeys: []', '2:11: apis.game.apiKeys has no key, and nobody could connect'],
  ])('is never shown: %s', (written, mistake) => {
    const mistakes = wrongIn(written)
    expect(mistakes).toContain(`poc.yaml:${mistake}`)
    expect(mistakes.join('\n')).not.toContain('hunter2')
  })
})

describe('a file that is made to be slow', () => {
  const keys = (indent: string, count: number): string =>
    Array.from({ length: count }, (_, at) => `${indent}k${at}: 1\n`).join('')
  const aliases = Array.from({ length: 150 }, (_, at) => `      b${at}: *a\n`).join('')
  test.each([
    ['keys at the top', keys('', 15_000)],
    ['names of APIs', `apis:\n${keys('  ', 10_000)}`],
    [
      'keys that are repeated',
      `apis:\n  game:\n    routes:\n      a: &a\n${keys('       ', 5_000)}${aliases}`,
    ],
    ['routes that are their own', 'apis: { game: &g { routes: { a: *g, b: { http: { headers: *g } } } } }'],
  ])(
    'has its mistakes told all the same: %s',
    (_, text) => {
      expect(mistakesOf(text).length).toBeGreaterThan(1)
    },
    20_000,
  )
})
