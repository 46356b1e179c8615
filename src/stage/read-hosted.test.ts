import { describe, expect, test } from 'vitest'
import { readStageFile } from './read-stage-file.ts'
import type { HostedApiStage, HostedRouteStage, StageFile } from './stage-file.ts'
import { env } from './wrong-file.fixture.ts'

const read = (text: string): StageFile => readStageFile(text, { name: 'poc.yaml', env })

const game = (keys: string): HostedApiStage | undefined =>
  read(`apis: { game: { ${keys}, routes: { a: a.b } } }`).hosted?.[0]

const route = (written: string, key = 'a'): HostedRouteStage | undefined =>
  read(`apis: { game: { routes: { ${key}: ${written} } } }`).hosted?.[0]?.routes[key]

const handled = { integration: { type: 'function', handler: 'a.b' } }

test('a stage file may have an API of functions', () => {
  const file = `
apis:
  game:
    path: /prod
    selector: $request.body.action
    authorizer: { handler: ./lambdas/auth.handler, identitySource: [route.request.querystring.Authorization] }
    routes:
      $connect: ./lambdas/connect.handler
      message: { handler: ./lambdas/message.handler, timeoutMs: 29000, environment: { TABLE: x }, model: ./models/message.json }
      $default: { handler: ./lambdas/default.handler, response: true }
    throttle: { rate: 100, burst: 50 }
`
  const identitySource = ['route.request.querystring.Authorization']
  const integration = (name: string) => ({ type: 'function', handler: `./lambdas/${name}.handler` })
  expect(read(file)).toEqual({
    apis: {},
    hosted: [
      {
        name: 'game',
        path: '/prod',
        stage: 'prod',
        selector: '$request.body.action',
        authorizers: [{ type: 'lambda', handler: './lambdas/auth.handler', identitySource }],
        routes: {
          $connect: { integration: integration('connect') },
          message: {
            integration: { ...integration('message'), timeoutMs: 29_000, environment: { TABLE: 'x' } },
            models: { $default: './models/message.json' },
          },
          $default: { integration: integration('default'), response: true },
        },
        throttle: { rate: 100, burst: 50 },
      },
    ],
  })
})

describe('an API of one’s own', () => {
  test('needs no more than a route', () => {
    expect(read('apis: { game: { routes: { a: a.b } } }').hosted).toEqual([
      {
        name: 'game',
        path: '/game',
        stage: 'game',
        selector: '$request.body.action',
        routes: { a: handled },
      },
    ])
  })

  test('is beside those that Stoa comes with, in the order of the file', () => {
    const own = (name: string) => `${name}: { routes: { a: a.b } }`
    const stage = read(`apis: { ${own('zoo')}, relay: false, ${own('constructor')}, ${own('b-2')} }`)
    expect(stage.apis).toEqual({ relay: false })
    expect(stage.hosted?.map(({ name }) => name)).toEqual(['zoo', 'constructor', 'b-2'])
  })

  test.each([
    ['path: /', { path: '/' }],
    ['path: /a/b.c', { path: '/a/b.c' }],
    ['path: /a/v1/', { path: '/a/v1', stage: 'v1' }],
    ['path: /a, stage: prod', { path: '/a', stage: 'prod' }],
    ['stage: 5, apiId: 7', { stage: '5', apiId: '7' }],
    ['selector: $request.body.a', { selector: '$request.body.a' }],
    ['authorizer: iam', { authorizers: [{ type: 'iam' }] }],
    ['idle_timeout: 5, maxDuration: 7', { idleTimeoutSeconds: 5, maxDurationSeconds: 7 }],
    ['profile: aws, limits: { max_frame_bytes: 5 }', { profile: 'aws', limits: { maxFrameBytes: 5 } }],
    ['variables: { a: b, v: 1.0 }', { variables: { a: 'b', v: '1.0' } }],
    ['contract: { inOrder: true, binary: base64 }', { contract: { inOrder: true, binary: 'base64' } }],
    [
      'contract: { context_types: native, error_answers: frame, ping_keeps_alive: true }',
      { contract: { contextTypes: 'native', errorAnswers: 'frame', pingKeepsAlive: true } },
    ],
  ])('may have %s', (written, keys) => {
    const read = game(written)
    for (const [key, value] of Object.entries(keys)) expect(read).toHaveProperty(key, value)
  })

  test.each(['/', '/a/b.c'])('has no stage of its own at %s', (path) => {
    expect(game(`path: ${path}`)).not.toHaveProperty('stage')
  })

  test('may be selected by an expression with braces, which are no variables', () => {
    const both = '${request.body.service}/${request.body.action}'
    expect(game(`selector: "${both}"`)?.selector).toBe(both)
    expect(game('selector: "${STAGE_WORD}/${request.body.a}"')?.selector).toBe('word/${request.body.a}')
  })

  test.each([
    ['[x, y]', '$request.header.x-api-key', ['key-1', 'key-2']],
    ['{ keys: [{ id: ada, value: x }, y] }', '$request.header.x-api-key', ['ada', 'key-2']],
    [
      '{ source: $context.authorizer.usageIdentifierKey, keys: [x, y] }',
      '$context.authorizer.usageIdentifierKey',
      ['key-1', 'key-2'],
    ],
  ])('may ask for API keys: %s', (written, source, [first, second]) => {
    const keys = [
      { id: first, value: 'x' },
      { id: second, value: 'y' },
    ]
    expect(game(`apiKeys: ${written}`)?.apiKeys).toEqual({ source, keys })
  })
})

describe('an authorizer with a handler', () => {
  const lambda = { type: 'lambda', handler: './x/auth.handler' }
  test.each([
    ['{ handler: ./x/auth.handler }', lambda],
    ['{ type: lambda, handler: ./x/auth.handler }', lambda],
    [
      '{ handler: ./x/auth.handler, identity_source: route.request.header.X-Auth, timeout_ms: 500, memoryMb: 64 }',
      { ...lambda, identitySource: ['route.request.header.X-Auth'], timeoutMs: 500, memoryMb: 64 },
    ],
    [
      '{ handler: ./x/auth.handler, identitySource: [stageVariables.a, context.identity.sourceIp] }',
      { ...lambda, identitySource: ['stageVariables.a', 'context.identity.sourceIp'] },
    ],
  ])('is %s', (written, authorizer) => {
    expect(game(`authorizer: ${written}`)?.authorizers).toEqual([authorizer])
    expect(read(`apis: { relay: { authorizers: [iam, ${written}] } }`).apis?.relay).toEqual({
      authorizers: [{ type: 'iam' }, authorizer],
    })
  })
})

describe('a route', () => {
  const http = { type: 'http', url: 'https://a.example/b' }
  test.each([
    ['a.b', handled],
    ['{ handler: a.b, response: false }', { ...handled, response: false }],
    ['{ handler: /x/y.z/a.b.c }', { integration: { type: 'function', handler: '/x/y.z/a.b.c' } }],
    ['{ http: "https://a.example/b" }', { integration: http }],
    [
      '{ http: { url: "https://a.example/b", method: put, timeout_ms: 50, headers: { x-a: context.connectionId, y: "\'z\'" } } }',
      {
        integration: {
          ...http,
          method: 'PUT',
          timeoutMs: 50,
          headers: { 'x-a': 'context.connectionId', y: "'z'" },
        },
      },
    ],
    ['{ mock: true, response: true }', { integration: { type: 'mock' }, response: true }],
    [
      '{ mock: { status: 201, body: "a\\nb" } }',
      { integration: { type: 'mock', status: 201, body: 'a\nb' } },
    ],
    [
      '{ handler: a.b, models: { x: y.json, $default: z.json }, model_selector: $request.body.k }',
      { ...handled, models: { x: 'y.json', $default: 'z.json' }, modelSelector: '$request.body.k' },
    ],
    ['{ handler: a.b, throttle: { rate: 5, burst: 6 } }', { ...handled, throttle: { rate: 5, burst: 6 } }],
  ])('may be %s', (written, stage) => {
    expect(route(written)).toEqual(stage)
  })

  test.each([
    '$connect',
    '$disconnect',
    '$default',
    'join/room',
    'a b',
    '5',
    'ünï',
    'constructor',
    '__proto__',
  ])('may have the key %s', (key) => {
    const { routes } = read(`apis: { game: { routes: { ${key}: a.b } } }`).hosted?.[0] ?? {}
    expect(Object.entries(routes ?? {})).toEqual([[key, handled]])
  })

  test('of connecting may have a throttle', () => {
    expect(route('{ handler: a.b, throttle: { rate: 5, burst: 6 } }', '$connect')).toHaveProperty('throttle')
  })

  test('has variables as they are written', () => {
    const written = '{ A: yes, B: true, C: TRUE, D: 0x10, E: 1.50, F: "", G: "a\\nb", H: "${STAGE_WORD}" }'
    expect(route(`{ handler: a.b, environment: ${written} }`)?.integration).toHaveProperty('environment', {
      A: 'yes',
      B: 'true',
      C: 'TRUE',
      D: '0x10',
      E: '1.50',
      F: '',
      G: 'a\nb',
      H: 'word',
    })
  })
})

test('an API that Stoa comes with may have throttles', () => {
  const its = { rate: 5, burst: 6 }
  const file = 'throttle: { rate: 5, burst: 6 }, routes: { sendmessage: { throttle: { rate: 5, burst: 6 } } }'
  expect(read(`apis: { chat: { ${file} } }`).apis).toEqual({
    chat: { throttle: its, routeThrottles: { sendmessage: its } },
  })
})

describe('a rule', () => {
  const rule = { name: 'r', handler: 'a.b', as: 'event' }
  test.each([
    ['{ handler: a.b }', rule],
    [
      '{ handler: a.b, bus: x/y, source: s, detail_type: t }',
      { ...rule, bus: 'x/y', sources: ['s'], detailTypes: ['t'] },
    ],
    [
      '{ handler: a.b, sources: [s, t], detailTypes: [My Type], timeoutMs: 900000 }',
      { ...rule, sources: ['s', 't'], detailTypes: ['My Type'], timeoutMs: 900_000 },
    ],
    ['{ handler: a.b, as: queue, batch_size: 5 }', { ...rule, as: 'queue', batchSize: 5 }],
    [
      '{ handler: a.b, memory_mb: 64, environment: { A: 1 } }',
      { ...rule, memoryMb: 64, environment: { A: '1' } },
    ],
  ])('may be %s', (written, stage) => {
    expect(read(`bus: { rules: { r: ${written} } }`).bus).toEqual({ rules: [stage] })
  })
})

test('a file with all that it may have is read soon', () => {
  const aRoute = (at: number) =>
    `      r${at}: { handler: ./l/r${at}.handler, timeoutMs: 50, environment: { A: b }, model: ./m/r${at}.json }\n`
  const routes = Array.from({ length: 300 }, (_, at) => aRoute(at)).join('')
  const [only] = read(`apis:\n  game:\n    routes:\n${routes}`).hosted ?? []
  expect(Object.keys(only?.routes ?? {})).toHaveLength(300)
}, 5_000)
