import { type MovedClock, movedClock } from '../core/ports/moved-clock.fixture.ts'

/** A clock that stands until it is moved, and of which nodes have views that can be frozen as a process is. */
export interface TickingClock extends MovedClock {
  view(): FrozenOrNot
}

export interface FrozenOrNot extends MovedClock {
  /** What is repeated is not done while it is frozen. */
  isFrozen: boolean
}

export function tickingClock(): TickingClock {
  const clock = movedClock()
  const view = (): FrozenOrNot => {
    const seen: FrozenOrNot = {
      ...clock,
      isFrozen: false,
      every(periodMs, task) {
        let stop = (): void => {}
        const wait = (): void => {
          stop = clock.after(periodMs, () => {
            wait()
            if (!seen.isFrozen) task()
          })
        }
        wait()
        return () => stop()
      },
    }
    return seen
  }
  return { ...clock, view }
}
