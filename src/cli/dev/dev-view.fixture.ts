import type { DevViewOptions } from './dev-view.ts'
import { devView } from './dev-view.ts'
import type { InvocationRecord, Outcome } from './records.ts'

export const requestContext = {
  routeKey: 'say',
  eventType: 'MESSAGE',
  connectionId: 'R1kmxc2VNjMCFIA=',
  stage: 'dev',
}

export const jsonWebToken = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLWl0'

/** A view at a quarter past nine, what it has written, and its timers, which are let go of by hand. */
export function shownView(isColoured = false) {
  const written: string[] = []
  const tasks = new Set<() => void>()
  const clock: DevViewOptions['clock'] = {
    now: () => new Date(2026, 0, 2, 9, 15, 7, 42).getTime(),
    after(_delayMs, task) {
      tasks.add(task)
      return () => tasks.delete(task)
    },
  }
  return {
    view: devView({ write: (text) => written.push(text) }, { isColoured, clock }),
    /** What was written since the last time, in lines. */
    lines: (): readonly string[] => written.splice(0).join('').split('\n').slice(0, -1),
    waiting: (): number => tasks.size,
    passTime(): void {
      for (const task of tasks) task()
      tasks.clear()
    },
  }
}

export function invocation(
  event: object,
  invoked: Outcome,
  changed: Partial<InvocationRecord> = {},
): InvocationRecord {
  return {
    name: 'chat.say',
    requestId: 'r1',
    event: JSON.stringify(event),
    invoked,
    durationMs: 3.21,
    isCold: false,
    ...changed,
  }
}

export const returned = (result: unknown): Outcome => ({ kind: 'returned', result })
