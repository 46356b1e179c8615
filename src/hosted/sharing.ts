import type { Environment } from './environment.ts'
import type { Waiting } from './waiting.ts'

/** Milliseconds that an invocation waits until one is shared, when none is yet. */
const sharingMs = 100
const mostShared = 256
const sharedAtOnce = 32

/** Find out which environments can be shared, when somebody has waited long enough. `onFirst`: none was until now. */
export function askToShare(members: readonly Environment[], waitedMs: number, onFirst: () => void): void {
  const isShared = members.some(({ inFlight }) => inFlight > 1)
  if (!isShared && waitedMs < sharingMs) return
  if (!isShared) onFirst()
  for (const member of members) if (member.inFlight < mostShared) member.ping()
}

/** It has said that its event loop turns. Its share is what makes all `members` equally full. */
export function share(environment: Environment, waiting: Waiting, members: number): void {
  if (!environment.isServing) return
  const evenly = Math.ceil(waiting.size / members)
  const room = Math.min(sharedAtOnce, evenly, mostShared - environment.inFlight)
  for (let given = 0; given < room; given++) {
    const next = waiting.shift()
    if (next === undefined) return
    environment.run(next)
  }
}
