import { describe, expect, test } from 'vitest'
import { mistakesOf } from './wrong-file.fixture.ts'

describe('routes', () => {
  const cannot = 'apis.game.routes cannot have'
  const special = 'of the keys that begin with $ there are $connect, $disconnect, $default'
  test.each([
    ['{}', '1:17: apis.game.routes has no route; an API has at least one'],
    ['[a.b]', '1:25: apis.game.routes must be keys and values, not a list'],
    ['{ $conect: a.b }', `1:27: ${cannot} "$conect": did you mean "$connect"?`],
    ['{ $join: a.b }', `1:27: ${cannot} "$join": ${special}`],
    ['{ "": a.b }', `1:27: ${cannot} "": the key of a route has 1 to 128 characters, all of them printable`],
    [
      '{ "a\\nb": a.b }',
      `1:27: ${cannot} "a b": the key of a route has 1 to 128 characters, all of them printable`,
    ],
    ['{ a: a.b, a: a.b }', '1:35: apis.game.routes.a is here twice; the first is on line 1'],
    ['{ <<: { a: a.b } }', `1:27: ${cannot} "<<": merge keys are not read here; write the keys out`],
  ])('are not %s', (written, mistake) => {
    expect(mistakesOf(`apis: { game: { routes: ${written} } }`)).toEqual([`poc.yaml:${mistake}`])
  })

  test('are at most 300', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `      r${at}: x\n`).join('')
    expect(mistakesOf(`apis:\n  game:\n    routes:\n${many}`)).toEqual([
      'poc.yaml:3:5: apis.game.routes has 10000 keys; 300 are the most',
    ])
  })
})

describe('a route', () => {
  const aHandler =
    'must be a file without its ending and the name of an export, such as ./lambdas/message.handler'
  const whole = 'the file without its ending, and the name of the export'
  test.each([
    [
      './l/auth.js',
      `30: apis.game.routes.a ${aHandler}, not the text "./l/auth.js"; write ./l/auth.handler: ${whole}`,
    ],
    [
      './l/auth.ts.run',
      `30: apis.game.routes.a ${aHandler}, not the text "./l/auth.ts.run"; write ./l/auth.run: ${whole}`,
    ],
    ['./l/auth', `30: apis.game.routes.a ${aHandler}, not the text "./l/auth"`],
    ['./l/.handler', `30: apis.game.routes.a ${aHandler}, not the text "./l/.handler"`],
    ['"${STAGE_WORD}.js"', `30: apis.game.routes.a ${aHandler}, not the value of "\${STAGE_WORD}.js"`],
    [
      '5',
      '30: apis.game.routes.a must be a handler such as ./lambdas/message.handler, or keys and values, not the number 5',
    ],
    ['', '27: apis.game.routes.a has no value; give it one, or take the line out'],
    ['{}', '27: apis.game.routes.a needs a handler, or http or mock in its place'],
    ['{ handler: a.b, mock: true }', '27: apis.game.routes.a has both handler and mock; keep one of them'],
    ['{ mock: false }', '38: apis.game.routes.a.mock must be true, or keys and values, not false'],
    [
      '{ mock: { status: 99 } }',
      '48: apis.game.routes.a.mock.status must be a whole number from 200 to 599, not the number 99',
    ],
    [
      '{ mock: true, memoryMb: 64 }',
      '27: apis.game.routes.a has memoryMb, which is of a handler, and mock has none',
    ],
    [
      '{ http: "http://a", timeoutMs: 50 }',
      '27: apis.game.routes.a has timeoutMs beside http; write it under http',
    ],
    [
      '{ http: ftp://hunter2 }',
      '38: apis.game.routes.a.http must be a URL that begins with http:// or https://',
    ],
    ['{ http: { url: "http://a", method: POSTS } }', '65: unknown method "POSTS"; did you mean "POST"?'],
    [
      '{ handler: a.b, timeoutMs: 30000 }',
      '57: apis.game.routes.a.timeoutMs must be a whole number from 50 to 29000, not the number 30000',
    ],
    [
      '{ handler: a.b, timeout_ms: 5 }',
      '58: apis.game.routes.a.timeout_ms must be a whole number from 50 to 29000, not the number 5',
    ],
    ['{ handler: a.b, timeout: 5 }', '46: unknown key "timeout"; did you mean "timeoutMs"?'],
    [
      '{ handler: a.b, model: x, models: { y: z } }',
      '27: apis.game.routes.a has both model and models; keep one of them',
    ],
    [
      '{ handler: a.b, models: { y: z } }',
      '27: apis.game.routes.a has models by key, and needs a modelSelector that says which one counts',
    ],
    ['{ handler: a.b, modelSelector: $x }', '27: apis.game.routes.a has a modelSelector, and needs models'],
  ])('is not %s', (written, mistake) => {
    expect(mistakesOf(`apis: { game: { routes: { a: ${written} } } }`)).toEqual([`poc.yaml:1:${mistake}`])
  })

  test.each([
    ['$connect', 'response: true'],
    ['$connect', 'model: x'],
    ['$disconnect', 'models: { $default: x }'],
    ['$disconnect', 'throttle: { rate: 5, burst: 5 }'],
  ])('%s cannot have %s', (key, written) => {
    const [name] = written.split(':')
    expect(mistakesOf(`apis: { game: { routes: { ${key}: { handler: a.b, ${written} } } } }`)).toEqual([
      `poc.yaml:1:27: apis.game.routes.${key} cannot have ${name}; routes of messages can`,
    ])
  })
})
