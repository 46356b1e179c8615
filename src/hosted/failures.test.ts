import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hosted } from './hosted.fixture.ts'

const handler = (body: string): Record<string, string> => ({
  'f.mjs': `export const handler = async (event, context) => { ${body} }`,
})

const failed = (errorType: string, errorMessage: unknown) => ({ kind: 'failed', errorType, errorMessage })

// A start takes longer than all that these handlers do.
const shared = hosted(
  {
    'f.mjs': `const AsyncFunction = (async () => {}).constructor
      export const handler = async (event) => new AsyncFunction(event.body)()`,
  },
  {},
  'file',
).open('f.handler')

describe('an invocation fails', () => {
  test.each([
    ['an error', `throw new TypeError('no')`, 'TypeError', 'no'],
    ['an error of its own class', `throw Object.assign(new Error('no'), { name: 'Mine' })`, 'Mine', 'no'],
    ['a text', `throw 'Unauthorized'`, 'string', 'Unauthorized'],
    ['an error that says Unauthorized', `throw new Error('Unauthorized')`, 'Error', 'Unauthorized'],
    ['nothing', `throw undefined`, 'string', 'handled'],
    ['an object without a prototype', `throw Object.create(null)`, 'handled', expect.any(String)],
    ['a cycle as result', `const a = {}; a.a = a; return a`, 'Runtime.MarshalError', expect.any(String)],
    ['a bigint as result', `return { big: 1n }`, 'Runtime.MarshalError', expect.any(String)],
    [
      'a result over 6 MiB',
      `return 'x'.repeat(6291456)`,
      'Function.ResponseSizeTooLarge',
      expect.any(String),
    ],
    [
      'a promise that nothing can settle',
      `await new Promise(() => {})`,
      'Runtime.NodeJsExit',
      expect.any(String),
    ],
  ])('with %s', async (_, body, errorType, errorMessage) => {
    expect(await shared({ body })).toEqual(failed(errorType, errorMessage))
  })

  test.each([
    ['exits with 0', 'process.exit(0)', 'Runtime exited without providing a reason'],
    ['exits with 3', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
    ['aborts', 'process.abort()', 'Runtime exited with error: signal: aborted'],
    ['kills itself', `process.kill(process.pid, 'SIGKILL')`, 'Runtime exited with error: signal: killed'],
    [
      'breaks the pipe',
      `(await import('node:fs')).writeSync(4, 'what?\\n'); await new Promise((r) => setTimeout(r, 9000))`,
      'Runtime exited with error: signal: killed',
    ],
  ])('when it %s, and the next one gets a process of its own', async (_, body, reason) => {
    const invoke = hosted(handler(`if (event.bad) { ${body} }; return 'fine'`)).open('f.handler')
    expect(await invoke({ bad: true }, 'r-1')).toEqual(
      failed('Runtime.ExitError', `RequestId: r-1 Error: ${reason}`),
    )
    expect(await invoke()).toEqual({ kind: 'returned', result: 'fine' })
  })

  test('with what nobody catches, and its environment ends', async () => {
    const body = `globalThis.count = (globalThis.count ?? 0) + 1
      if (event.how === 'error') { setTimeout(() => { throw new RangeError('late') }); await new Promise(() => setInterval(() => {}, 1000)) }
      if (event.how === 'rejection') { Promise.reject(new Error('late')); await new Promise(() => setInterval(() => {}, 1000)) }
      return globalThis.count`
    const invoke = hosted(handler(body)).open('f.handler')
    expect(await invoke({ how: 'error' })).toEqual(failed('RangeError', 'late'))
    expect(await invoke({ how: 'rejection' })).toEqual(
      failed('Runtime.UnhandledPromiseRejection', 'Error: late'),
    )
    expect(await invoke()).toEqual({ kind: 'returned', result: 1 })
  })

  test.each([
    ['waits', 'await new Promise((done) => setTimeout(done, 60_000))'],
    ['never lets go of its process', 'while (true);'],
  ])('after its time when it %s', async (_, body) => {
    const invoke = hosted(handler(`if (event.slow) { ${body} }; return 'fine'`)).open('f.handler', {
      timeoutMs: 500,
    })
    await invoke()
    expect(await invoke({ slow: true }, 'r-1')).toEqual(
      failed('Sandbox.Timedout', 'RequestId: r-1 Error: Task timed out after 0.50 seconds'),
    )
    expect(await invoke()).toEqual({ kind: 'returned', result: 'fine' })
  })

  test('when it takes more heap than it may', async () => {
    const body = `const all = []; while (event.leak) all.push(new Array(1000).fill(all.length)); return 'fine'`
    const invoke = hosted(handler(body)).open('f.handler', { memoryMb: 64 })
    expect(await invoke({ leak: true })).toMatchObject({ errorType: 'Runtime.ExitError' })
    expect(await invoke()).toEqual({ kind: 'returned', result: 'fine' })
  })

  test('when it takes far more memory than it may outside of the heap', async () => {
    const body = `const all = []; while (event.leak) { all.push(Buffer.alloc(1e6, 1)); await new Promise((r) => setTimeout(r, 2)) } return 'fine'`
    const invoke = hosted(handler(body)).open('f.handler', { memoryMb: 96 })
    expect(await invoke({ leak: true })).toMatchObject({
      errorMessage: expect.stringContaining('signal: killed'),
    })
    expect(await invoke()).toEqual({ kind: 'returned', result: 'fine' })
  })

  test('with an event that is not JSON', async () => {
    const { functions, folder } = hosted(handler('return event'))
    const invoke = functions.open({
      name: 'f',
      handler: 'f.handler',
      folder,
      timeoutMs: 3_000,
      memoryMb: 128,
      environment: {},
    })
    expect(await invoke({ requestId: 'r', event: '{' })).toMatchObject({ errorType: 'SyntaxError' })
    expect(await invoke({ requestId: 'r', event: '{\n"a":\n1}' })).toEqual({
      kind: 'returned',
      result: { a: 1 },
    })
  })
})

test('an environment that ends between two invocations costs none of them', async () => {
  const invoke = hosted(handler('setImmediate(() => process.exit(7)); return process.pid')).open('f.handler')
  const all = []
  for (let count = 0; count < 10; count++) all.push(await invoke())
  expect(all.filter(({ kind }) => kind === 'returned')).toHaveLength(10)
})

test('what a function has started ends with its process', async () => {
  const body = `const { spawn } = await import('node:child_process')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    if (event.end) process.exit(1)
    return child.pid`
  const { open, functions } = hosted(handler(body))
  const { result: pid } = Object.assign({ result: 0 }, await open('f.handler')())
  await functions.stop()
  await expect.poll(() => isAlive(Number(pid))).toBe(false)
})

/** One that has ended may still be listed until somebody asks how. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
