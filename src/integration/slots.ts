export interface SlotsLimits {
  /** How many may be at work at once. */
  readonly most: number
  /** How many may wait beyond that, and their sizes together. */
  readonly mostWaiting: number
  readonly mostWaitingSize: number
}

/** Lets so many work at once. Others wait in order. */
export interface Slots {
  /**
   * Calls `start` as soon as there is a slot, which may be at once. What is returned gives the slot back, or the place
   * among those who wait; it may be called again. `full`: nobody more can wait.
   */
  enter(size: number, start: () => void): (() => void) | 'full'
}

interface Waiting {
  readonly size: number
  readonly start: () => void
}

export function slots({ most, mostWaiting, mostWaitingSize }: SlotsLimits): Slots {
  const working = new Set<Waiting>()
  const waiting = new Set<Waiting>()
  let waitingSize = 0

  const begin = (one: Waiting): void => {
    working.add(one)
    one.start()
  }
  const unqueue = (one: Waiting): boolean => {
    const wasWaiting = waiting.delete(one)
    if (wasWaiting) waitingSize -= one.size
    return wasWaiting
  }
  const leave = (one: Waiting): void => {
    if (unqueue(one) || !working.delete(one)) return
    const [next] = waiting
    if (next !== undefined && unqueue(next)) begin(next)
  }

  return {
    enter(size, start) {
      const one = { size, start }
      if (working.size < most) begin(one)
      else if (waiting.size >= mostWaiting || waitingSize + size > mostWaitingSize) return 'full'
      else {
        waiting.add(one)
        waitingSize += size
      }
      return () => leave(one)
    },
  }
}
