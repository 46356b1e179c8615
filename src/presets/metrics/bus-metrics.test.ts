import { expect, test } from 'vitest'
import { type Log, Unavailable } from '../../core/index.ts'
import { memoryDeadLetters, systemClock } from '../../stores/index.ts'
import { deadLetterCount } from './bus-metrics.ts'

function counting(count: () => number | Promise<number>) {
  const errors: string[] = []
  const log: Log = { debug() {}, info() {}, warn() {}, error: (_, message) => errors.push(message) }
  const deadLetters = { ...memoryDeadLetters(), count }
  return { errors, ask: deadLetterCount({ deadLetters, clock: systemClock(), log }) }
}

test('a store that does not answer is not waited for, and not asked again until it has', async () => {
  let asked = 0
  let answer = (_count: number): void => {}
  const { ask } = counting(() => {
    asked += 1
    return new Promise<number>((resolve) => {
      answer = resolve
    })
  })
  expect(await ask()).toBeUndefined()
  expect(await ask()).toBeUndefined()
  expect(asked).toBe(1)
  const last = ask()
  answer(3)
  expect(await last).toBe(3)
})

test('it is asked anew each time, and a store that is away is no error', async () => {
  const answers = [() => 1, () => Promise.reject(new Unavailable('away')), () => 2]
  const { ask, errors } = counting(() => answers.shift()?.() ?? 0)
  expect([await ask(), await ask(), await ask()]).toEqual([1, undefined, 2])
  expect(errors).toEqual([])
})

test('a store that is broken is in the log', async () => {
  const { ask, errors } = counting(() => {
    throw new Error('the disk is gone')
  })
  expect(await ask()).toBeUndefined()
  expect(errors).toEqual(['dead letters were not counted'])
})
