import { describe, expect, test } from 'vitest'
import { hosted, resultOf } from './hosted.fixture.ts'

/** What a handler with these statements logs, without what has no request. */
async function logged(body: string, count = 1) {
  const { open, lines, functions } = hosted({
    'f.mjs': `export const handler = async (event) => { ${body} }`,
  })
  const invoke = open('f.handler', { name: 'chat' })
  await invoke({}, 'r-1')
  await expect.poll(() => lines.length).toBeGreaterThanOrEqual(count)
  await functions.stop()
  return lines
}

describe('what a function logs', () => {
  test.each([
    ['log', 'INFO'],
    ['info', 'INFO'],
    ['debug', 'DEBUG'],
    ['warn', 'WARN'],
    ['error', 'ERROR'],
  ])('with console.%s has the level %s, its name and its request', async (method, level) => {
    const lines = await logged(`console.${method}('%s is %d', 'one', 1, { a: [1] })`)
    expect(lines).toEqual([{ name: 'chat', requestId: 'r-1', level, message: 'one is 1 { a: [ 1 ] }' }])
  })

  test('is one entry however many lines it has, and an error has its stack', async () => {
    const [first, second] = await logged(`console.log('a\\nb'); console.error('no', new Error('c'))`, 2)
    expect(first?.message).toBe('a\nb')
    expect(second?.message).toMatch(/^no Error: c\n {4}at handler \(/)
  })

  test('comes in order, and before what the invocation answers', async () => {
    const { open, lines } = hosted({
      'f.mjs': `export const handler = async () => {
        console.log('1'); process.stdout.write('2\\n3'); console.warn('5'); process.stdout.write(' 4\\n'); process.stderr.write('6\\n') }`,
    })
    await open('f.handler')()
    expect(lines.map(({ message, level }) => `${message} ${level}`)).toEqual([
      '1 INFO',
      '2 INFO',
      '5 WARN',
      '3 4 INFO',
      '6 ERROR',
    ])
  })

  test('is told when it is written to the descriptor itself', async () => {
    const lines = await logged(`(await import('node:fs')).writeSync(1, 'raw é\\n')
      await new Promise((done) => setTimeout(done, 100))`)
    expect(lines).toEqual([{ name: 'chat', requestId: 'r-1', level: 'INFO', message: 'raw é' }])
  })

  test.each([
    ['exits', 'process.exit(1)'],
    ['aborts', 'process.abort()'],
    ['hangs', 'while (true);'],
  ])('is not lost when it %s at once', async (_, end) => {
    const code = `export const handler = async () => { for (let n = 0; n < 500; n++) console.log('line ' + n); ${end} }`
    const { open, lines } = hosted({ 'f.mjs': code })
    await open('f.handler', { timeoutMs: 1_000 })()
    expect(lines.filter(({ level }) => level === 'INFO')).toHaveLength(500)
  })

  test('has no request between invocations', async () => {
    const { open, lines } = hosted({
      'f.mjs': `console.log('loading'); export const handler = async () => { setTimeout(() => console.log('after'), 20) }`,
    })
    await open('f.handler')()
    await expect
      .poll(() => lines)
      .toEqual([
        { name: 'f.handler', level: 'INFO', message: 'loading' },
        { name: 'f.handler', level: 'INFO', message: 'after' },
      ])
  })

  test('has the error of an invocation that fails', async () => {
    const [line] = await logged(`throw new Error('no')`)
    expect(line).toMatchObject({
      level: 'ERROR',
      requestId: 'r-1',
      message: expect.stringMatching(/^Invoke Error Error: no\n {4}at /),
    })
  })

  test('is cut at 64 Ki characters', async () => {
    const [line] = await logged(`console.log('é'.repeat(100_000))`)
    expect(line?.message).toMatch(/^é{65536}… \(34464 more characters\)$/)
  })

  test.each([
    ['console.log', `console.log('spam')`],
    ['the descriptor', `fs.writeSync(1, 'spam\\n')`],
  ])('is dropped past 10,000 lines a second, with a word on it: %s', async (_, statement) => {
    const code = `import fs from 'node:fs'
      export const handler = async (event) => { for (let n = 0; n < (event.count ?? 0); n++) ${statement}; return 'fine' }`
    const { open, lines, functions } = hosted({ 'f.mjs': code })
    const invoke = open('f.handler')
    await invoke()
    expect(resultOf(await invoke({ count: 100_000 }))).toBe('fine')
    await functions.stop()
    const spam = lines.filter(({ message }) => message === 'spam').length
    const dropped = lines.flatMap(({ message }) => /^(\d+) log lines were dropped/.exec(message)?.[1] ?? [])
    expect(spam).toBeGreaterThanOrEqual(10_000)
    expect(spam).toBeLessThan(100_000)
    expect(spam + dropped.reduce((sum, count) => sum + Number(count), 0)).toBe(100_000)
  })
})

test('without another place for them, lines go to the log', async () => {
  const seen: unknown[] = []
  const write = (level: string) => (fields: object, message: string) => seen.push([level, fields, message])
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const code = `export const handler = async () => { console.debug('a'); console.log('b'); console.warn('c'); console.error('d') }`
  const { folder, functions } = hosted({ 'f.mjs': code })
  const { hostedFunctions } = await import('./index.ts')
  const { systemClock } = await import('../stores/system/clock.ts')
  const own = hostedFunctions({ clock: systemClock(), log, environment: () => ({}) })
  const spec = { name: 'f', handler: 'f.handler', folder, timeoutMs: 3_000, memoryMb: 128, environment: {} }
  await own.open(spec)({ requestId: 'r', event: '{}' })
  await Promise.all([own.stop(), functions.stop()])
  const fields = { function: 'f', requestId: 'r' }
  expect(seen).toEqual([
    ['debug', fields, 'a'],
    ['info', fields, 'b'],
    ['warn', fields, 'c'],
    ['error', fields, 'd'],
  ])
})
