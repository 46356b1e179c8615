/** What was asked of the stand-ins, for tests and for people. */
export interface Tally {
  count(label: string): void
  refused(message: string): void
  /** By service, command and resource: `dynamodb:Query table`. */
  counts(): Readonly<Record<string, number>>
  reset(): void
  /** The latest refusals, oldest first. */
  refusals(): readonly string[]
}

const mostRefusals = 1_000

export function openTally(log: (line: string) => void): Tally {
  const counts = new Map<string, number>()
  const refusals: string[] = []
  return {
    count: (label) => {
      counts.set(label, (counts.get(label) ?? 0) + 1)
    },
    refused: (message) => {
      refusals.push(message)
      if (refusals.length > mostRefusals) refusals.shift()
      log(message)
    },
    counts: () => Object.fromEntries(counts),
    reset: () => counts.clear(),
    refusals: () => [...refusals],
  }
}
