import { describe, expect, test } from 'vitest'
import { hosted, resultOf } from './hosted.fixture.ts'

const code = `exports.handler = (event, context, callback) =>
  new Function('event', 'context', 'callback', event.body)(event, context, callback)`

// A start takes longer than all that these handlers do.
const shared = hosted({ 'f.js': code }, {}, 'file').open('f.handler')

/** What a handler of CommonJS with these statements answers. */
const answer = (body: string) => shared({ body })

const returned = (result: unknown) => ({ kind: 'returned', result })

describe('a handler answers', () => {
  test.each([
    ['with what its promise gives', 'return Promise.resolve({ a: [1, null, "x"] })', { a: [1, null, 'x'] }],
    ['with what a thenable gives', 'return { then(done) { done("then") } }', 'then'],
    ['with its callback', 'callback(null, { statusCode: 200 })', { statusCode: 200 }],
    ['with done', 'context.done(null, "done")', 'done'],
    ['with succeed, pulled out of its context', 'const { succeed } = context; succeed("yes")', 'yes'],
    ['with null for undefined', 'return Promise.resolve(undefined)', null],
    ['with null for a function', 'return Promise.resolve(() => {})', null],
    ['with null if it never answers', '', null],
    ['with null if it only returns a value', 'return 5', null],
    ['once: a second callback changes nothing', 'callback(null, 1); callback(null, 2)', 1],
    [
      'once: a callback after its promise changes nothing',
      'setTimeout(() => callback(null, 2), 20); return Promise.resolve(1)',
      1,
    ],
    ['once: an error after its answer changes nothing', 'context.succeed(1); callback(new Error("late"))', 1],
  ])('%s', async (_, body, result) => {
    expect(await answer(body)).toEqual(returned(result))
  })

  test.each([
    ['its callback', 'callback(new RangeError("no"))', 'RangeError', 'no'],
    ['a text in its callback', 'callback("Unauthorized")', 'string', 'Unauthorized'],
    ['fail', 'context.fail(new Error("no"))', 'Error', 'no'],
    ['fail with nothing', 'context.fail()', 'string', 'handled'],
    ['done', 'context.done("no")', 'string', 'no'],
    ['throwing at once', 'throw new Error("no")', 'Error', 'no'],
  ])('with an error by %s', async (_, body, errorType, errorMessage) => {
    expect(await answer(body)).toEqual({ kind: 'failed', errorType, errorMessage })
  })
})

describe('a callback', () => {
  const order = 'globalThis.seen = []; setTimeout(() => globalThis.seen.push("later"), 50);'

  test('answers when the event loop is empty', async () => {
    expect(await answer(`${order} callback(null, globalThis.seen)`)).toEqual(returned(['later']))
  })

  test('answers at once where the handler says so', async () => {
    const body = `${order} context.callbackWaitsForEmptyEventLoop = false; callback(null, globalThis.seen)`
    expect(await answer(body)).toEqual(returned([]))
  })

  test('fails at once whatever is left in the event loop', async () => {
    const body = 'setInterval(() => {}, 1000); callback(new Error("no"))'
    const invoke = hosted({ 'f.js': code }).open('f.handler')
    expect(await invoke({ body })).toMatchObject({ errorMessage: 'no' })
  })

  test('leaves the environment ready for the next invocation', async () => {
    const invoke = hosted({
      'f.js':
        'let count = 0; exports.handler = (event, context, callback) => { setTimeout(() => {}, 5); callback(null, ++count) }',
    }).open('f.handler')
    expect([resultOf(await invoke()), resultOf(await invoke()), resultOf(await invoke())]).toEqual([1, 2, 3])
  })
})

test('the context is that of Lambda', async () => {
  const { open } = hosted({
    'f.mjs': `export const handler = async (event, context) =>
      ({ ...context, left: context.getRemainingTimeInMillis(), parts: Object.keys(context), stream: process.env.AWS_LAMBDA_LOG_STREAM_NAME })`,
  })
  const invoke = open('f.handler', {
    name: 'chat-connect',
    memoryMb: 192,
    timeoutMs: 5_000,
    environment: { AWS_REGION: 'eu-central-1' },
  })
  const result = Object(resultOf(await invoke({}, 'R1kmxc2VNjMCFIA=')))
  expect(result).toMatchObject({
    functionName: 'chat-connect',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:chat-connect',
    memoryLimitInMB: '192',
    awsRequestId: 'R1kmxc2VNjMCFIA=',
    logGroupName: '/aws/lambda/chat-connect',
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/),
    callbackWaitsForEmptyEventLoop: true,
  })
  expect(result.stream).toBe(result.logStreamName)
  expect(result.left).toBeGreaterThan(3_000)
  expect(result.left).toBeLessThanOrEqual(5_000)
  expect(result.parts).toEqual(
    expect.arrayContaining(['clientContext', 'identity', 'done', 'succeed', 'fail']),
  )
})

test.each([
  ['any Unicode', { text: 'é 漢字 🎉 \u2028 \n \u0000 \ud83c' }],
  ['emoji across the chunks of a pipe', { text: '🎉'.repeat(70_001), more: `x${'🎉'.repeat(70_001)}` }],
  ['a mebibyte', { text: 'x'.repeat(1_048_576) }],
])('an event and a result may have %s', async (_, event) => {
  const invoke = hosted({ 'f.mjs': 'export const handler = async (event) => event' }).open('f.handler')
  const [one, other] = await Promise.all([invoke(event), invoke(event)])
  expect(resultOf(one)).toEqual(event)
  expect(resultOf(other)).toEqual(event)
})
