import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleStageFile } from './example-stage-file.ts'
import { readStageFile } from './read-stage-file.ts'
import type { StageFile } from './stage-file.ts'
import { env, mistakesOf } from './wrong-file.fixture.ts'

const read = (text: string): StageFile => readStageFile(text, { name: 'poc.yaml', env })

describe('a stage file', () => {
  test.each(['', '\n', '# nothing', '---', 'null', '\uFEFF', '{}'])(
    'that says nothing is one: %j',
    (text) => {
      expect(read(text)).toEqual({})
    },
  )

  test('may have keys with nothing under them', () => {
    expect(read('limits:\napis:\n  relay:\ncredentials:\nbus:')).toEqual({
      limits: {},
      apis: { relay: {} },
      credentials: [],
      bus: {},
    })
  })

  test('may be written by a program that writes JSON', () => {
    expect(read('{"iam_auth":true,"limits":{"rate":5}}')).toEqual({ iamAuth: true, limits: { rate: 5 } })
  })

  test.each(['debug', 'Debug', 'DEBUG'])('may write a level as %s', (level) => {
    expect(read(`log_level: ${level}`)).toEqual({ logLevel: 'DEBUG' })
  })

  test('may repeat by anchors', () => {
    const rate = { rate: 5 }
    expect(read('limits: &few { rate: 5 }\napis: { relay: { limits: *few } }')).toEqual({
      limits: rate,
      apis: { relay: { limits: rate } },
    })
  })
})

describe('an API', () => {
  test.each([
    ['true', {}],
    ['false', false],
    ['/game', { path: '/game' }],
    ['/game/', { path: '/game' }],
    ['//a//b', { path: '/a/b' }],
    ['/healthy', { path: '/healthy' }],
    ['{ idle_timeout: 5, max_duration: 7 }', { idleTimeoutSeconds: 5, maxDurationSeconds: 7 }],
    ['{ profile: aws, limits: { max_frame_bytes: 5 } }', { profile: 'aws', limits: { maxFrameBytes: 5 } }],
  ])('may be %s', (written, relay) => {
    expect(read(`apis: { relay: ${written} }`)).toEqual({ apis: { relay } })
  })

  const issuer = 'https://a.example/'
  test.each([
    ['authorizer: iam', [{ type: 'iam' }]],
    ['authorizers: none', [{ type: 'none' }]],
    ['authorizers: [iam, guest]', [{ type: 'iam' }, { type: 'guest' }]],
    ['authorizers: [{ type: iam }, jwt]', [{ type: 'iam' }, { type: 'jwt' }]],
    ['authorizer: { type: jwks, issuer: https://a.example/ }', [{ type: 'jwks', issuer }]],
    [
      'authorizer: { type: jwks, issuer: a, jwks_uri: https://a.example/, audience: b }',
      [{ type: 'jwks', issuer: 'a', jwksUri: issuer, audience: 'b' }],
    ],
    [
      'authorizer: { type: cognito, user_pool_id: a_b, client_id: 42 }',
      [{ type: 'cognito', userPoolId: 'a_b', clientId: '42' }],
    ],
  ])('may have %s', (written, authorizers) => {
    expect(read(`apis: { relay: { ${written} } }`)).toEqual({ apis: { relay: { authorizers } } })
  })
})

describe('a value of the environment', () => {
  test('may be a text, a number, a flag or a path', () => {
    const file = [
      'iam_auth: ${STAGE_NONE:-true}',
      'region: ${STAGE_WORD}',
      'limits: { rate: "${STAGE_RATE}" }',
      'apis: { relay: "${STAGE_NONE:-false}", lobby: "/${STAGE_WORD}" }',
      'providers: { cognito: "${STAGE_NONE:-false}" }',
    ]
    expect(read(file.join('\n'))).toEqual({
      iamAuth: true,
      region: 'word',
      limits: { rate: 100 },
      apis: { relay: false, lobby: { path: '/word' } },
      providers: { cognito: false },
    })
  })

  test('cannot bring keys with it', () => {
    expect(() => readStageFile('limits: ${A}', { name: 'a', env: { A: '{ rate: 5 }' } })).toThrow(
      'a:1:9: limits must be keys and values, not the value of "${A}"',
    )
  })

  test('is not looked for in keys and comments', () => {
    expect(mistakesOf('iam_auth: true # ${STAGE_NONE}')).toEqual([])
    expect(mistakesOf('${STAGE_WORD}: 1')[0]).toMatch(
      /^poc\.yaml:1:1: unknown key "\$\{STAGE_WORD\}"; the keys/,
    )
  })
})

test('an origin and a URL are what they were, an origin without a slash at the end', () => {
  const file = 'public_url: https://A.example:443/\nbus: { alarm_webhook: https://A.example:443/ }'
  expect(read(file)).toEqual({
    publicUrl: 'https://a.example',
    bus: { alarmWebhook: 'https://A.example:443/' },
  })
})

test('queues and buses at AWS are called what they are called here', () => {
  const queue = 'https://sqs.us-east-1.amazonaws.com/123456789012/notify-0'
  const buses = '{ chatBus-poc: mine, default: "arn:aws:events:us-east-1:123456789012:event-bus/a" }'
  const file = `bus: { queue_urls: { "notify:0": "${queue}", "rule:scores": "${queue}" }, event_buses: ${buses} }`
  expect(read(file)).toEqual({
    bus: {
      queueUrls: { 'notify:0': queue, 'rule:scores': queue },
      eventBuses: { 'chatBus-poc': 'mine', default: 'arn:aws:events:us-east-1:123456789012:event-bus/a' },
    },
  })
})

describe('any text', () => {
  const parts = exampleStageFile('poc')
    .replaceAll(/^# /gm, '')
    .split(/(\s+|[:,[\]{}#])/)
  const yaml = fc.constantFrom(
    ...'\t\n :-[]{}#&*!|>%@`"\'?,~<\\$'.split(''),
    '\n  ',
    ': ',
    '- ',
    '&a ',
    '*a',
    '${',
    '---\n',
    '<<',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.oneof(yaml, fc.constantFrom(...parts)), { maxLength: 60 }).map((some) => some.join('')),
    fc
      .tuple(fc.nat(parts.length), fc.nat(4), fc.array(yaml, { maxLength: 3 }))
      .map(([at, gone, some]) => [...parts.slice(0, at), ...some, ...parts.slice(at + gone)].join('')),
  )

  test('is read, or its mistakes are told with their places', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const mistake of mistakesOf(text)) expect(mistake).toMatch(/^poc\.yaml:(\d+:\d+: .+|.*more)$/)
      }),
      { numRuns: 1_000 },
    )
  })
})
