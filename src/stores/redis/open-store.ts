import type { Accounts } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { DeadLetters } from '../../core/ports/dead-letters.ts'
import type { Keys } from '../../core/ports/keys.ts'
import type { Settings } from '../../core/ports/settings.ts'
import type { Users } from '../../core/ports/users.ts'
import { redisAccounts } from './accounts.ts'
import { redisDeadLetters } from './dead-letters.ts'
import { redisKeys } from './keys.ts'
import type { Redis } from './redis.ts'
import { redisSettings } from './settings.ts'
import { openRedisUsers } from './users.ts'

/** What all nodes of a fleet remember together. */
export interface RedisStore {
  readonly users: Users
  readonly keys: Keys
  readonly accounts: Accounts
  readonly settings: Settings
  readonly deadLetters: DeadLetters
  /** Nothing: what is in Redis stays there, and the connection belongs to who opened it. */
  close(): void
}

export async function openRedisStore(redis: Redis, clock: Clock): Promise<RedisStore> {
  return {
    users: await openRedisUsers(redis),
    keys: redisKeys(redis),
    accounts: redisAccounts(redis, clock),
    settings: redisSettings(redis),
    deadLetters: redisDeadLetters(redis),
    close: () => {},
  }
}
