import type { Environment } from './environment.ts'
import type { Fleet } from './fleet.ts'
import { residentMb } from './memory.ts'

/** How often it is time for it. */
export const upkeepPeriodMs = 250

const idleLimitMs = 60_000
// One that takes so many times its memory does not get to end its invocation.
const killFactor = 2
// What Node takes without any code. A function's memory is never taken as less.
const leastMb = 96

/**
 * Ends environments that take more memory than their function may, after their invocation or, far above it, at once;
 * and those that nobody has needed for a minute, but for the last.
 */
export function upkeep(fleet: Fleet, memoryMb: number, now: number, onTooLarge: (mb: number) => void): void {
  const limit = Math.max(memoryMb, leastMb)
  for (const environment of [...fleet.members, ...fleet.leaving]) {
    const mb = usedMb(environment, now)
    // What it takes to load the code is bounded by the time that it may take.
    if (mb <= limit || environment.isStarting) continue
    if (environment.isServing) onTooLarge(mb)
    if (mb > limit * killFactor) environment.kill()
    else environment.retire()
  }
  for (const environment of fleet.restingSince(now - idleLimitMs)) {
    if (fleet.members.size > 1) environment.retire()
  }
}

/** One that is at rest takes no more than when it began to rest. */
function usedMb(environment: Environment, now: number): number {
  const { pid, idleSince, inFlight } = environment
  const isResting = inFlight === 0 && now - idleSince > upkeepPeriodMs * 2
  return pid === undefined || isResting ? 0 : (residentMb(pid) ?? 0)
}
