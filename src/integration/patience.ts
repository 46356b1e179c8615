import type { Clock } from '../core/index.ts'

const slices = 4

/**
 * Call `task` after `limitMs`, unless the returned function is called first. It is waited for in parts, so that a
 * process that stands still for a while loses one part and not all of it: what came meanwhile is looked at first.
 */
export function patience(clock: Clock, limitMs: number, task: () => void): () => void {
  let cancel = (): void => {}
  const wait = (left: number): void => {
    cancel = clock.after(limitMs / slices, left === 1 ? task : () => wait(left - 1))
  }
  wait(slices)
  return () => cancel()
}
