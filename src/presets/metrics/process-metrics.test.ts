import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { eventLoopDelay } from './process-metrics.ts'

test('what keeps the event loop from its timers is a delay', async () => {
  const delay = eventLoopDelay()
  let sum = 0
  try {
    await vi.waitFor(async () => {
      const until = performance.now() + 100
      while (performance.now() < until);
      await setImmediate()
      await setImmediate()
      const { values } = delay.reading()
      const longest = values.find(({ labels }) => labels.quantile === '1')?.value
      sum = values.find(({ metricName }) => metricName?.endsWith('_sum'))?.value ?? 0
      expect(longest).toBeGreaterThan(0.05)
    })
  } finally {
    delay.close()
  }
  const { values } = delay.reading()
  expect(values.find(({ metricName }) => metricName?.endsWith('_sum'))?.value).toBeGreaterThanOrEqual(sum)
})
