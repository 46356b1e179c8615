import type { ViewClock } from './records.ts'

export interface GatheredChanges {
  note(path: string): void
  /** What was noted and not told of yet is forgotten. */
  forget(): void
}

const quietMs = 100
/** What changes all the time is told of as well. */
const longestWaitMs = 2_000

/** Tells of paths 100 ms after the last of several, and 2 s after the first at the latest: each once, sorted. */
export function gatheredChanges(
  clock: ViewClock,
  onChange: (paths: readonly string[]) => void,
): GatheredChanges {
  const changed = new Set<string>()
  let since = 0
  let cancel = (): void => undefined

  function tell(): void {
    const paths = [...changed].sort()
    changed.clear()
    onChange(paths)
  }

  return {
    note(path) {
      cancel()
      if (changed.size === 0) since = clock.now()
      changed.add(path)
      const left = Math.max(0, since + longestWaitMs - clock.now())
      cancel = clock.after(Math.min(quietMs, left), tell)
    },
    forget() {
      cancel()
      changed.clear()
    },
  }
}
