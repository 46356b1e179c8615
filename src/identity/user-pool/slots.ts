/** Work of which only so much is done at once. */
export interface Slots {
  /** Do `work` as soon as there is a slot. First come, first served; `full` if too many wait already. */
  run<T>(work: () => Promise<T>): Promise<T | 'full'>
}

export interface SlotsOptions {
  readonly atOnce: number
  readonly waiting: number
}

export function slots({ atOnce, waiting }: SlotsOptions): Slots {
  let free = atOnce
  const queue: (() => void)[] = []

  async function take(): Promise<void> {
    if (free === 0) await new Promise<void>((resolve) => queue.push(resolve))
    else free -= 1
  }

  function give(): void {
    const next = queue.shift()
    // The slot goes from hand to hand, so that nobody who comes now gets it first.
    if (next === undefined) free += 1
    else next()
  }

  return {
    async run(work) {
      if (free === 0 && queue.length >= waiting) return 'full'
      await take()
      try {
        return await work()
      } finally {
        give()
      }
    },
  }
}
