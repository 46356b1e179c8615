import type { Clock, Invoked } from '../core/index.ts'
import type { HostedOptions } from './hosted-options.ts'
import type { Pending } from './pending.ts'

/** Which invocations there are and were. */
export interface Ledger {
  /** Enter one. `resolve` is called when it is settled. */
  begin(name: string, requestId: string, event: string, resolve: (invoked: Invoked) => void): Pending
  settle(pending: Pending, invoked: Invoked): void
  /** `open`: entered and not settled. The others are of all time. */
  totals(): { readonly open: number; readonly invocations: number; readonly failures: number }
  /** Call `task` once, when none is open. */
  whenEmpty(task: () => void): void
}

export function ledger(clock: Clock, onInvoked: HostedOptions['onInvoked']): Ledger {
  let open = 0
  let invocations = 0
  let failures = 0
  let onEmpty: (() => void) | undefined

  return {
    begin(name, requestId, event, resolve) {
      open += 1
      invocations += 1
      const now = clock.now()
      return {
        name,
        requestId,
        // A line end in JSON is white space; on the way to the function it would end the event.
        event: event.includes('\n') ? event.replaceAll('\n', ' ') : event,
        arrivedAt: now,
        resolve,
        startedAt: now,
        deadline: 0,
        isCold: false,
        isAhead: false,
        attempts: 0,
      }
    },
    settle(pending, invoked) {
      open -= 1
      if (invoked.kind === 'failed') failures += 1
      if (onInvoked !== undefined) {
        const { name, requestId, event, startedAt, arrivedAt, isCold } = pending
        const durationMs = clock.now() - startedAt
        onInvoked({ name, requestId, event, invoked, durationMs, waitedMs: startedAt - arrivedAt, isCold })
      }
      pending.resolve(invoked)
      if (open === 0) onEmpty?.()
    },
    totals: () => ({ open, invocations, failures }),
    whenEmpty(task) {
      if (open === 0) task()
      else onEmpty = task
    },
  }
}
