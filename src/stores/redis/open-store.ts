import type { Accounts } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { DeadLetters } from '../../core/ports/dead-letters.ts'
import type { Keys } from '../../core/ports/keys.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Names } from '../../core/ports/names.ts'
import type { Presence } from '../../core/ports/presence.ts'
import type { Sanctions } from '../../core/ports/sanctions.ts'
import type { Settings } from '../../core/ports/settings.ts'
import type { Users } from '../../core/ports/users.ts'
import { redisAccounts } from './accounts.ts'
import { redisDeadLetters } from './dead-letters.ts'
import { messageOf } from './fault.ts'
import { redisKeys } from './keys.ts'
import { redisNames } from './names.ts'
import { redisPresence } from './presence.ts'
import type { Redis } from './redis.ts'
import { redisSanctions } from './sanctions.ts'
import { redisSettings } from './settings.ts'
import { openRedisUsers } from './users.ts'

export interface RedisStoreOptions {
  readonly clock: Clock
  readonly log: Log
}

/** What all nodes of a fleet remember together. */
export interface RedisStore {
  readonly users: Users
  readonly keys: Keys
  readonly accounts: Accounts
  readonly settings: Settings
  readonly deadLetters: DeadLetters
  readonly presence: Presence
  readonly sanctions: Sanctions
  readonly names: Names
  /** Hears of sanctions no more. What is in Redis stays there, and the connection belongs to who opened it. */
  close(): void
}

/** What this node knows of names, settings and keys is put back when Redis comes back without it. */
export async function openRedisStore(redis: Redis, { clock, log }: RedisStoreOptions): Promise<RedisStore> {
  const keys = redisKeys(redis)
  const settings = redisSettings(redis)
  const sanctions = await redisSanctions({ redis, clock, log })
  redis.onBack(() => {
    Promise.all([keys.restore(), settings.restore()]).catch((error: unknown) =>
      log.debug({ reason: messageOf(error) }, 'what Redis may have lost was not looked at'),
    )
  })
  return {
    users: await openRedisUsers(redis),
    keys,
    accounts: redisAccounts(redis, clock),
    settings,
    deadLetters: redisDeadLetters(redis),
    presence: redisPresence(redis, 'hub'),
    sanctions,
    names: redisNames(redis),
    close: () => sanctions.close(),
  }
}
