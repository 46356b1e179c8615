import type { FunctionLogLine, ViewClock } from './records.ts'

interface Held {
  readonly lines: FunctionLogLine[]
  /** Stop waiting. */
  readonly cancel: () => void
}

/** So long nobody minds to wait for a line, and most invocations have ended. */
const holdMs = 1_000
const maxHeld = 200

/** Log lines that wait for the end of their invocation, to be shown with it. */
export interface HeldLines {
  hold(requestId: string, line: FunctionLogLine): void
  /** The lines of an invocation that has ended, in order. They wait no longer. */
  take(requestId: string): readonly FunctionLogLine[]
}

/** `onLate` gets the lines of invocations that take long, or write a lot: a second after the first one at the latest. */
export function heldLines(clock: ViewClock, onLate: (lines: readonly FunctionLogLine[]) => void): HeldLines {
  const all = new Map<string, Held>()

  function take(requestId: string): readonly FunctionLogLine[] {
    const held = all.get(requestId)
    if (held === undefined) return []
    all.delete(requestId)
    held.cancel()
    return held.lines
  }

  return {
    hold(requestId, line) {
      const held = all.get(requestId)
      if (held === undefined) {
        const cancel = clock.after(holdMs, () => onLate(take(requestId)))
        all.set(requestId, { lines: [line], cancel })
        return
      }
      held.lines.push(line)
      if (held.lines.length === maxHeld) onLate(take(requestId))
    },
    take,
  }
}
