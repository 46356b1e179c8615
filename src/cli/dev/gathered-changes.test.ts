import { expect, test } from 'vitest'
import { gatheredChanges } from './gathered-changes.ts'

/** Changes, and what was told of them at which time. */
function gathered() {
  let now = 0
  let due: { readonly at: number; readonly task: () => void } | undefined
  const told: [number, readonly string[]][] = []
  const clock = {
    now: () => now,
    after(delayMs: number, task: () => void) {
      const own = { at: now + delayMs, task }
      due = own
      return () => {
        if (due === own) due = undefined
      }
    },
  }
  function pass(ms: number): void {
    const end = now + ms
    if (due !== undefined && due.at <= end) {
      const { at, task } = due
      now = at
      due = undefined
      task()
    }
    now = end
  }
  return { told, pass, ...gatheredChanges(clock, (paths) => told.push([now, paths])) }
}

test('what changes together is told together, each path once and in order', () => {
  const { told, pass, note } = gathered()
  note('b')
  pass(99)
  note('a')
  note('b')
  pass(1_000)
  expect(told).toEqual([[199, ['a', 'b']]])
})

test('what changes later is told later, on its own', () => {
  const { told, pass, note } = gathered()
  note('a')
  pass(150)
  note('b')
  pass(150)
  expect(told).toEqual([
    [100, ['a']],
    [250, ['b']],
  ])
})

test('what changes all the time is told every two seconds', () => {
  const { told, pass, note } = gathered()
  for (let count = 0; count < 100; count += 1) {
    note('a')
    pass(50)
  }
  expect(told.map(([at]) => at)).toEqual([2_000, 4_000])
})

test('what is forgotten is never told', () => {
  const { told, pass, note, forget } = gathered()
  note('a')
  forget()
  pass(1_000)
  expect(told).toEqual([])
})
