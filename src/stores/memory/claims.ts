import type { Claims } from '../../core/ports/claims.ts'
import type { Clock } from '../../core/ports/clock.ts'

interface Claim {
  readonly owner: string
  readonly until: number
  readonly forgottenAt: number
  readonly progress: string | undefined
  readonly isDone: boolean
}

const dayMs = 86_400_000

/** Claims for as long as the process lives. The model that every other engine is compared with. */
export function memoryClaims(clock: Clock): Claims {
  const claims = new Map<string, Claim>()

  function known(id: string): Claim | undefined {
    const claim = claims.get(id)
    if (claim === undefined || claim.forgottenAt > clock.now()) return claim
    claims.delete(id)
    return undefined
  }

  function held(id: string, owner: string): Claim | undefined {
    const claim = known(id)
    return claim?.owner === owner && !claim.isDone ? claim : undefined
  }

  return {
    async take(id, owner, leaseMs) {
      const claim = known(id)
      const now = clock.now()
      if (claim?.isDone) return 'done'
      if (claim !== undefined && claim.owner !== owner && claim.until > now) return 'taken'
      // Whole seconds, as in tables that forget by themselves.
      const forgottenAt = Math.floor(now / 1_000) * 1_000 + dayMs
      claims.set(id, { owner, until: now + leaseMs, forgottenAt, progress: claim?.progress, isDone: false })
      return { since: claim?.progress }
    },
    async note(id, owner, progress, leaseMs) {
      const claim = held(id, owner)
      if (claim !== undefined) claims.set(id, { ...claim, progress, until: clock.now() + leaseMs })
      return claim !== undefined
    },
    async finish(id, owner) {
      const claim = held(id, owner)
      if (claim !== undefined) claims.set(id, { ...claim, isDone: true })
    },
  }
}
