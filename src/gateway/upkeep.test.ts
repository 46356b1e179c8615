import { describe, expect, test } from 'vitest'
import type { Clock, Tended } from '../core/index.ts'
import { noVerbs } from '../core/no-verbs.fixture.ts'
import { type TopicsHere, Upkeep } from './upkeep.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** Some topics with a member each, on a clock that is moved by seconds. */
function open(names: readonly string[], look: (tended: Tended) => Promise<void> | undefined) {
  let now = 0
  let tick = (): void => {}
  const later: (() => void)[] = []
  const clock: Clock = {
    now: () => now,
    every(_periodMs, task) {
      tick = task
      return () => {}
    },
    after(_delayMs, task) {
      later.push(task)
      return () => void later.splice(later.indexOf(task), 1)
    },
  }
  const fanOut: TopicsHere = {
    topics: () => names,
    size: () => names.length,
    recorded: () => 0,
    members: (topic) => [`member of ${topic}`],
    outlet: () => ({ context: { user: { id: 'ada' } } }),
    publish: () => {},
  }
  const upkeep = new Upkeep(
    { api: { name: 'test', upkeep: (_c, tended) => look(tended) }, fanOut, clock, log },
    noVerbs(),
  )
  const passSeconds = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1_000
      tick()
      await new Promise(setImmediate)
    }
  }
  return { upkeep, passSeconds, ring: () => later.splice(0).map((task) => task()) }
}

const many = Array.from({ length: 5_000 }, (_, at) => `topic ${at}`)

describe('topics with members', () => {
  test('are all looked after every 20 s, however many there are', async () => {
    const times = new Map<string, number>()
    const { passSeconds } = open(many, ({ topic }) => {
      times.set(topic, (times.get(topic) ?? 0) + 1)
      return Promise.resolve()
    })
    await passSeconds(62)
    expect(times.size).toBe(many.length)
    expect(Math.min(...times.values())).toBeGreaterThanOrEqual(2)
    expect(Math.max(...times.values())).toBeLessThanOrEqual(4)
  })

  test('are looked after by fifty at a time, where that takes long', async () => {
    const waiting: (() => void)[] = []
    const { passSeconds } = open(many, () => new Promise((resolve) => waiting.push(resolve)))
    await passSeconds(25)
    expect(waiting.length).toBe(50)
    for (const resolve of waiting.splice(0, 10)) resolve()
    await new Promise(setImmediate)
    expect(waiting.length).toBe(50)
  })

  test('are looked after once more when that was asked for, once', async () => {
    const seen: string[] = []
    const { upkeep, ring } = open([], ({ topic, members }) => {
      seen.push(`${topic} ${members[0]?.connectionId}`)
      return undefined
    })
    upkeep.tend('t', 15_000)
    upkeep.tend('t', 15_000)
    ring()
    expect(seen).toEqual(['t member of t'])
    upkeep.tend('t', 15_000)
    upkeep.stop()
    ring()
    expect(seen.length).toBe(1)
  })

  test('are looked after again when it failed', async () => {
    let times = 0
    const { passSeconds } = open(['t'], () => {
      times += 1
      return Promise.reject(new Error('down'))
    })
    await passSeconds(61)
    expect(times).toBeGreaterThanOrEqual(2)
  })
})
