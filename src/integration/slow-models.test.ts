import { describe, expect, test } from 'vitest'
import type { Clock } from '../core/index.ts'
import { movedClock } from '../core/ports/moved-clock.fixture.ts'
import { compileModels } from './models.ts'
import { SlowModels } from './slow-models.ts'

const systemClock: Clock = {
  now: Date.now,
  every(periodMs, task) {
    const timer = setInterval(task, periodMs).unref()
    return () => clearInterval(timer)
  },
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}

const branch = (op: string) => ({
  type: 'object',
  properties: { left: { $ref: '#' }, op: { enum: [op] }, right: { $ref: '#' } },
  required: ['left', 'op', 'right'],
})
const recursive = { oneOf: [{ type: 'number' }, branch('and'), branch('or')] }

const nested = (depth: number, innermost: unknown): string => {
  let body = innermost
  for (let level = 0; level < depth; level += 1) body = { left: body, op: 'and', right: 1 }
  return JSON.stringify(body)
}

const tooLong = { valid: false, field: '', why: 'takes too long to check' }

/** The longest time that the event loop was away, in milliseconds. */
function watchLoop(): () => number {
  let longest = 0
  let last = performance.now()
  let isWatched = true
  const tick = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (isWatched) setImmediate(tick)
  }
  setImmediate(tick)
  return () => {
    isWatched = false
    return longest
  }
}

describe('models that may take long', () => {
  test('cost the event loop and the server’s memory nothing', async () => {
    const check = new SlowModels(systemClock).open(recursive)
    expect(await check(nested(2, 5), 'good')).toEqual({ valid: true })
    const before = process.memoryUsage.rss()
    const longest = watchLoop()
    const attacks = Array.from({ length: 20 }, (_, at) =>
      check(nested(at % 2 ? 26 : 200, 'a'), `bad${at % 3}`),
    )
    const good = await check(nested(3, 5), 'good')
    const refused = await Promise.all(attacks)
    expect(good).toEqual({ valid: true })
    expect(refused).toEqual(Array.from({ length: 20 }, () => tooLong))
    expect(await check(nested(3, 'a'), 'good')).toEqual({ valid: false, field: '', why: 'must be number' })
    // On the event loop, one of them takes minutes. Other tests use the machine too.
    expect(longest()).toBeLessThan(2_000)
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1_024 * 1_024)
  })

  test.each([
    ['a pattern that backtracks', { pattern: '^(a+)+$' }, 'a'.repeat(40)],
    ['a recursion under anyOf', { type: 'array', items: { anyOf: [{ $ref: '#' }, { $ref: '#' }] } }, 'deep'],
  ])('are given up with %s', async (_label, schema, body) => {
    const deep = `${'['.repeat(60)}1${']'.repeat(60)}`
    const check = new SlowModels(systemClock).open(schema)
    expect(await check(body === 'deep' ? deep : JSON.stringify(`${body}!`), 'c')).toEqual(tooLong)
  })

  test('serve other connections between the bodies of one', async () => {
    const check = new SlowModels(systemClock).open(recursive)
    const order: string[] = []
    const noted = (text: string, who: string) => check(text, who).then(() => order.push(who))
    await Promise.all([
      ...Array.from({ length: 3 }, () => noted(nested(26, 'a'), 'bad')),
      noted(nested(1, 5), 'good'),
      noted(nested(1, 5), 'good'),
    ])
    expect(order).toEqual(['bad', 'bad', 'good', 'bad', 'good'])
  })

  test('refuse bodies of a connection that has 64 waiting', async () => {
    const check = new SlowModels(systemClock).open({ pattern: '^a' })
    const verdicts = await Promise.all(Array.from({ length: 66 }, () => check('"a"', 'c')))
    expect(verdicts.slice(0, 65)).toEqual(Array.from({ length: 65 }, () => ({ valid: true })))
    expect(verdicts[65]).toBe('busy')
  })

  test('share a thread, which ends when there was nothing for it for a minute', async () => {
    const periods: (() => void)[] = []
    let isStopped = false
    const clock: Clock = {
      ...systemClock,
      every(_periodMs, task) {
        periods.push(task)
        return () => {
          isStopped = true
        }
      },
    }
    const models = new SlowModels(clock)
    const [one, two] = [models.open({ pattern: '^a' }), models.open({ pattern: '^b' })]
    expect(await Promise.all([one('"a"', 'c'), two('"a"', 'c'), two('"b"', 'd')])).toEqual([
      { valid: true },
      { valid: false, field: '', why: 'must match pattern "^b"' },
      { valid: true },
    ])
    expect(periods).toHaveLength(1)
    periods[0]?.()
    expect(isStopped).toBe(false)
    periods[0]?.()
    expect(isStopped).toBe(true)
    expect(await one('"a"', 'c')).toEqual({ valid: true })
    expect(periods).toHaveLength(2)
  })

  test('fail where the schema cannot be compiled, and go on', async () => {
    const models = new SlowModels(systemClock)
    await expect(models.open({ pattern: '(' })('"a"', 'c')).rejects.toThrow('Invalid regular expression')
    expect(await models.open({ pattern: '^a' })('"a"', 'c')).toEqual({ valid: true })
  })

  test('have no thread for ordinary schemas', () => {
    const clock = movedClock()
    let threads = 0
    const slow = new SlowModels({ ...clock, every: () => () => (threads += 1) })
    const schema = { type: 'object', properties: { to: { enum: ['a'] }, more: { items: { $ref: '#' } } } }
    const models = compileModels({ models: { $default: schema }, name: 'route', slow })
    expect(models({ to: 'a', more: [{}] }, '{…}', 'c')).toEqual({ valid: true })
    expect(models({ to: 'b' }, '{…}', 'c')).toMatchObject({ valid: false, field: 'to' })
    expect([threads, clock.waiting()]).toEqual([0, 0])
  })
})
