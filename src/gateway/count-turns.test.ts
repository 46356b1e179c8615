import { expect, test, vi } from 'vitest'
import { timedTurn } from './count-turns.ts'

test('the end of a turn is measured once, whatever was gathered in it, and with all that it flushes', async () => {
  const spans: number[] = []
  const turn = timedTurn((ms) => spans.push(ms))
  let flushed = 0
  const busy = {
    waits: () => false,
    flush: () => {
      const until = performance.now() + 2
      while (performance.now() < until);
      flushed += 1
    },
  }
  turn.topic(busy)
  turn.connection(busy)
  await vi.waitFor(() => expect(spans).toHaveLength(1))
  expect(flushed).toBe(2)
  expect(spans[0]).toBeGreaterThanOrEqual(4)
})
