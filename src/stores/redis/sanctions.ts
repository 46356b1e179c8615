import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Sanction, SanctionKind, Sanctions } from '../../core/ports/sanctions.ts'
import { messageOf } from './fault.ts'
import type { Redis } from './redis.ts'
import { bytesAsTextsOf, maybeTextOf, numberOf } from './replies.ts'
import { SanctionsCopy } from './sanctions-copy.ts'

export interface RedisSanctionsOptions {
  readonly redis: Redis
  readonly clock: Clock
  readonly log: Log
}

export interface RedisSanctions extends Sanctions {
  /** Answered from what this node knows: at once, and also while Redis is away. */
  against(userId: string, tokenId: string | undefined, now: number): readonly Sanction[]
  list(limit: number, now: number): readonly Sanction[]
  /** Hear of nothing any more. */
  close(): void
}

/** So many hold at once. Beyond that, those go that would end first. */
const most = '10000'
const lookEveryMs = 5_000

/**
 * Sanctions in Redis, of which every node has a copy that hears of each change, and is looked at every 5 s besides. Resolves
 * when this node's copy is there. Rejects with `Unavailable`.
 */
export async function redisSanctions({ redis, clock, log }: RedisSanctionsOptions): Promise<RedisSanctions> {
  const key = (kind: string): string => redis.key(kind, 'sanctions')
  const [all, version, channel] = [key('sanctions'), key('sanction-version'), key('sanctioned')]
  const keys = [all, key('sanction-ends'), version, channel] as const
  const copy = new SanctionsCopy(async () =>
    bytesAsTextsOf(await redis.readScript('sanction-list', [all, version], [])),
  )
  const look = async (): Promise<void> => {
    const newest = Number(maybeTextOf(await redis.command(version, ['GET', version])) ?? 0)
    if (newest !== copy.version) await copy.refresh()
  }
  const lookQuietly = (): void => {
    look().catch((error: unknown) => log.debug({ reason: messageOf(error) }, 'sanctions were not looked at'))
  }
  await redis.channels.hear(channel, {
    message(payload) {
      if (!copy.hear(payload.toString())) lookQuietly()
    },
    back: () => copy.refresh(),
  })
  await copy.refresh()
  const stop = clock.every(lookEveryMs, lookQuietly)

  /** What was said on this node holds here when it has been said. */
  const tell = async (made: number, name: string, stored: string): Promise<void> => {
    if (made > 0 && !copy.hear(`${made}\n${name}\n${stored}`)) await copy.refresh()
  }

  return {
    async impose(sanction) {
      const [name, stored] = [nameOf(sanction.kind, sanction.subject), JSON.stringify(sanction)]
      const moments = [`${sanction.until}`, `${sanction.at}`]
      const args = [redis.channels.publishCommand, name, stored, ...moments, most]
      await tell(numberOf(await redis.script('sanction-impose', keys, args)), name, stored)
    },
    async lift(kind, subject) {
      const name = nameOf(kind, subject)
      const args = [redis.channels.publishCommand, name]
      const made = numberOf(await redis.script('sanction-lift', keys, args))
      await tell(made, name, '')
      return made > 0
    },
    against(userId, tokenId, now) {
      const names = kinds.map((kind) => nameOf(kind, { user: userId }))
      if (tokenId !== undefined) names.push(nameOf('revoke', { token: tokenId }))
      return copy.named(names).filter(({ until }) => until > now)
    },
    list: (limit, now) => copy.newest(limit, ({ until }) => until > now),
    close() {
      stop()
      redis.channels.unhear(channel)
    },
  }
}

const kinds: readonly SanctionKind[] = ['mute', 'ban', 'revoke']

function nameOf(kind: SanctionKind, subject: Sanction['subject']): string {
  return JSON.stringify('user' in subject ? [kind, 'user', subject.user] : [kind, 'token', subject.token])
}
