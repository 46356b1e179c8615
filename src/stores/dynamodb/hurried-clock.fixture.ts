import { type MovedClock, movedClock } from '../../core/ports/moved-clock.fixture.ts'

/** A clock that stands until it is moved, on which nobody waits. */
export function hurriedClock(start?: number): MovedClock {
  const clock = movedClock(start)
  return {
    ...clock,
    after(_, task) {
      const immediate = setImmediate(task)
      return () => clearImmediate(immediate)
    },
  }
}
