import type { Sanction, SanctionKind, Sanctions } from '../../core/ports/sanctions.ts'

/** Sanctions for as long as the process lives. The model that every other engine is compared with. */
export function memorySanctions(): Sanctions {
  const sanctions = new Map<string, Sanction>()

  return {
    impose(sanction) {
      const key = keyOf(sanction.kind, sanction.subject)
      for (const [ended, { until }] of sanctions) if (until <= sanction.at) sanctions.delete(ended)
      sanctions.delete(key)
      sanctions.set(key, sanction)
    },
    lift: (kind, subject) => sanctions.delete(keyOf(kind, subject)),
    against(userId, tokenId, now) {
      if (sanctions.size === 0) return none
      const subjects = tokenId === undefined ? [{ user: userId }] : [{ user: userId }, { token: tokenId }]
      const keys = subjects.flatMap((subject) => kinds.map((kind) => keyOf(kind, subject)))
      return keys.flatMap((key) => {
        const sanction = sanctions.get(key)
        return sanction !== undefined && sanction.until > now ? sanction : []
      })
    },
    list: (limit, now) =>
      [...sanctions.values()]
        .filter(({ until }) => until > now)
        .reverse()
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit),
  }
}

const none: readonly Sanction[] = []
const kinds: readonly SanctionKind[] = ['mute', 'ban', 'revoke']

function keyOf(kind: SanctionKind, subject: Sanction['subject']): string {
  return JSON.stringify([kind, subject])
}
