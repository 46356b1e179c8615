import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { slots } from './slots.ts'

/** Work that is at it until it is told to be done. */
function openWork() {
  const log: string[] = []
  const finish = new Map<string, () => void>()
  const work = (name: string) => () => {
    log.push(name)
    return new Promise<string>((resolve) => finish.set(name, () => resolve(name)))
  }
  const done = async (name: string) => {
    await turn()
    finish.get(name)?.()
    await turn()
  }
  return { log, work, done }
}

test('so much is done at once, the rest waits in order, and more is told that it is full', async () => {
  const { log, work, done } = openWork()
  const { run } = slots({ atOnce: 2, waiting: 2 })
  const answers = ['a', 'b', 'c', 'd'].map((name) => run(work(name)))
  expect(await run(work('e'))).toBe('full')
  expect(log).toEqual(['a', 'b'])
  await done('b')
  expect(log).toEqual(['a', 'b', 'c'])
  await done('a')
  expect(log).toEqual(['a', 'b', 'c', 'd'])
  await done('d')
  await done('c')
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd'])
})

test('work that fails gives its slot back', async () => {
  const { run } = slots({ atOnce: 1, waiting: 0 })
  await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await run(async () => 'yes')).toBe('yes')
})

test('who comes while a slot is handed on does not get in ahead of who waited', async () => {
  const { log, work, done } = openWork()
  const { run } = slots({ atOnce: 1, waiting: 2 })
  const first = run(work('first'))
  const waited = run(work('waited'))
  const late = first.then(() => run(work('late')))
  await done('first')
  await done('waited')
  await done('late')
  await Promise.all([waited, late])
  expect(log).toEqual(['first', 'waited', 'late'])
})
