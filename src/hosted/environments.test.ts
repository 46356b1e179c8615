import { describe, expect, test } from 'vitest'
import type { Invoked } from '../core/index.ts'
import { hosted, resultOf } from './hosted.fixture.ts'

const times = <T>(count: number, task: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => task(i))

const slow = (ms: number) =>
  `let running = 0; let most = 0
  export const handler = async (event) => {
    running += 1; most = Math.max(most, running)
    await new Promise((done) => setTimeout(done, event.ms ?? ${ms}))
    running -= 1
    return { pid: process.pid, most }
  }`

function pidsOf(all: readonly Invoked[]): Set<unknown> {
  return new Set(all.map((invoked) => Object(resultOf(invoked)).pid))
}

describe('environments', () => {
  test('are kept: the next invocation finds what the one before it left', async () => {
    const { open, records } = hosted({ 'f.mjs': 'let count = 0; export const handler = async () => ++count' })
    const invoke = open('f.handler')
    expect([resultOf(await invoke()), resultOf(await invoke()), resultOf(await invoke())]).toEqual([1, 2, 3])
    expect(records.map(({ isCold }) => isCold)).toEqual([true, false, false])
  })

  test('have one invocation at a time, and there are more when one is not enough', async () => {
    const { open, functions } = hosted({ 'f.mjs': slow(300) })
    const invoke = open('f.handler')
    const all = await Promise.all(times(8, () => invoke()))
    expect(all.map((invoked) => Object(resultOf(invoked)).most)).toEqual(times(8, () => 1))
    expect(pidsOf(all).size).toBeGreaterThan(1)
    expect(functions.counts()).toMatchObject({ running: 0, waiting: 0, invocations: 8, failures: 0 })
  })

  test('are shared when there are no more: twenty that wait for 300 ms take no 6 seconds', async () => {
    const invoke = hosted({ 'f.mjs': slow(300) }, { maxEnvironments: 2 }).open('f.handler')
    const start = performance.now()
    const all = await Promise.all(times(20, () => invoke()))
    expect(performance.now() - start).toBeLessThan(2_500)
    expect(pidsOf(all).size).toBe(2)
  })

  test('are not shared while one keeps the processor', async () => {
    const { open } = hosted(
      {
        'f.mjs': `export const handler = async (event) => {
          if (event.busy) { const end = Date.now() + 600; while (Date.now() < end); return 'busy' }
          return 'quick'
        }`,
      },
      { maxEnvironments: 1 },
    )
    const invoke = open('f.handler', { timeoutMs: 3_000 })
    await invoke()
    const all = await Promise.all([invoke({ busy: true }), ...times(5, () => invoke())])
    expect(all.map(resultOf)).toEqual(['busy', 'quick', 'quick', 'quick', 'quick', 'quick'])
  })

  test('that are shared lose only who takes too long', async () => {
    const { open } = hosted({ 'f.mjs': slow(0) }, { maxEnvironments: 1 })
    const invoke = open('f.handler', { timeoutMs: 1_200 })
    await invoke()
    const late = invoke({ ms: 60_000 })
    await invoke({ ms: 400 })
    // They begin half a second after the late one, and so have not ended when its time is over.
    const others = times(5, () => invoke({ ms: 900 }))
    expect(await late).toMatchObject({ errorType: 'Sandbox.Timedout' })
    const first = pidsOf(await Promise.all(others))
    expect(first.size).toBe(1)
    const second = pidsOf([await invoke()])
    expect(second).not.toEqual(first)
  })

  test('that are shared answer each with its own', async () => {
    const code =
      'export const handler = async ({ n }) => { await new Promise((done) => setTimeout(done, 200)); return n }'
    const invoke = hosted({ 'f.mjs': code }, { maxEnvironments: 1 }).open('f.handler')
    const all = await Promise.all(times(200, (n) => invoke({ n })))
    expect(all.map(resultOf)).toEqual(times(200, (n) => n))
  })

  test('are replaced when they have grown too large', async () => {
    const code = `const all = []; let count = 0
      export const handler = async () => { all.push(Buffer.alloc(60e6, 1)); await new Promise((r) => setTimeout(r, 300)); return ++count }`
    const invoke = hosted({ 'f.mjs': code }).open('f.handler', { memoryMb: 128 })
    const counts = []
    for (let round = 0; round < 3; round++) counts.push(resultOf(await invoke()))
    expect(Math.max(...counts.map(Number))).toBeLessThan(3)
  })
})

test('more than can wait are refused at once', async () => {
  const { open, functions } = hosted({ 'f.mjs': 'export const handler = async () => 1' })
  const invoke = open('f.handler')
  const all = times(10_010, () => invoke())
  expect(functions.counts().waiting).toBe(10_000)
  expect(await all[10_009]).toEqual({
    kind: 'failed',
    errorType: 'TooManyRequestsException',
    errorMessage: 'Rate Exceeded.',
  })
  const answered = (await Promise.all(all)).filter(({ kind }) => kind === 'returned')
  expect(answered).toHaveLength(10_000)
})

test('a crash costs the invocation that it was in, and no other', async () => {
  const code = `export const handler = async ({ n }) => {
    if (n % 10 === 9) process.exit(1)
    await new Promise((done) => setImmediate(done)); return n }`
  const invoke = hosted({ 'f.mjs': code }, { maxEnvironments: 3 }).open('f.handler')
  const all = await Promise.all(
    times(4, async (lane) => {
      const answers: Invoked[] = []
      for (let n = 0; n < 20; n++) answers.push(await invoke({ n: n + lane * 20 }))
      return answers
    }),
  )
  const failed = all.flat().filter(({ kind }) => kind === 'failed')
  expect(failed).toHaveLength(8)
})

describe('warming', () => {
  test('starts each function, and says which do not load', async () => {
    const { open, functions, records } = hosted({
      'good.mjs': 'export const handler = async () => 1',
      'bad.mjs': 'no(',
    })
    const invoke = open('good.handler')
    open('bad.handler')
    expect(await functions.warm()).toEqual([
      { name: 'good.handler' },
      { name: 'bad.handler', problem: expect.stringMatching(/^Runtime\.UserCodeSyntaxError: /) },
    ])
    expect(functions.counts().environments).toBe(1)
    await invoke()
    expect(records[0]?.durationMs).toBeLessThan(1_000)
  })

  test('a function that is opened twice is one function', async () => {
    const { open, functions } = hosted({ 'f.mjs': 'export const handler = async () => process.pid' })
    const [one, other] = [open('f.handler'), open('f.handler')]
    expect(resultOf(await one())).toBe(resultOf(await other()))
    open('f.handler', { environment: { A: '1' } })
    await functions.warm()
    expect(functions.counts().environments).toBe(2)
  })
})

describe('stopping', () => {
  test('lets what runs end, and refuses what is new', async () => {
    const { open, functions } = hosted({ 'f.mjs': slow(0) })
    const invoke = open('f.handler')
    await invoke()
    const running = invoke({ ms: 500 })
    const stopped = functions.stop()
    expect(await invoke()).toMatchObject({ kind: 'failed', errorMessage: 'The server is stopping' })
    expect(await running).toMatchObject({ kind: 'returned' })
    await stopped
    expect(functions.counts()).toMatchObject({ environments: 0, running: 0 })
  })

  test('ends what takes longer than two seconds, even in an endless loop', async () => {
    const { open, functions } = hosted({ 'f.mjs': 'export const handler = async () => { while (true); }' })
    const running = open('f.handler', { timeoutMs: 29_000 })({}, 'r-1')
    await functions.warm()
    await functions.stop()
    expect(await running).toMatchObject({ errorType: 'Runtime.ExitError' })
    expect(functions.counts().environments).toBe(0)
  })
})
