import { availableParallelism } from 'node:os'
import type { Environment } from './environment.ts'
import type { Fleet } from './fleet.ts'
import { longMs } from './pace.ts'

const mostStarting = 2
/** Milliseconds after which one gets another environment, unless all there are answer within the millisecond. */
const longWaitMs = 50
/** With one environment, server and function take turns; with two, each always has something to do, if there are processors. */
const fewEnvironments = Math.min(2, availableParallelism())

/** How the invocations wait that no environment has. */
export interface Wait {
  /** The first one, in milliseconds. */
  readonly waitedMs: number
  /** Since when any waits, in milliseconds. */
  readonly queuedMs: number
  /** How many. */
  readonly waiting: number
}

/** Those that are to end take memory too, as long as they are at something. */
export function hasRoom({ members, leaving }: Fleet, maxEnvironments: number): boolean {
  return members.size < maxEnvironments && members.size + leaving.size < 2 * maxEnvironments
}

export function wantsAnother({ members, starting }: Fleet, wait: Wait, now: number): boolean {
  // The first one shows whether the code loads at all.
  const atOnce = members.size === starting ? 1 : mostStarting
  return starting < Math.min(atOnce, wait.waiting) && isSlow([...members], wait, now)
}

/**
 * Whether another environment would help. Functions that answer within a few milliseconds are waited for: when they do not
 * keep up, it is the processor that is short.
 */
function isSlow(members: readonly Environment[], { waitedMs, queuedMs }: Wait, now: number): boolean {
  if (members.length < fewEnvironments) return queuedMs >= longMs
  if (waitedMs >= longWaitMs && !members.every(({ isQuick }) => isQuick)) return true
  const isLong = (member: Environment): boolean =>
    member.isStarting || member.busyFor(now) >= (member.isQuick ? longWaitMs : longMs)
  return waitedMs >= longMs && members.every(isLong)
}
