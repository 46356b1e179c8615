export { memoryAccounts } from './memory/accounts.ts'
export { memoryDeadLetters } from './memory/dead-letters.ts'
export {
  type EventCounts,
  type MemoryEvents,
  type MemoryEventsOptions,
  memoryEvents,
} from './memory/events.ts'
export { memoryKeys } from './memory/keys.ts'
export { memoryRates } from './memory/rates.ts'
export { memorySettings } from './memory/settings.ts'
export { memoryUsers } from './memory/users.ts'
export { type BackplaneCounts, noBackplaneCounts, redisBackplane } from './redis/backplane.ts'
export { type RedisEvents, redisEvents } from './redis/events.ts'
export { NodeChannel } from './redis/node-channel.ts'
export { redisNodes } from './redis/nodes.ts'
export { type OpenedRedis, openRedis, type RedisOptions } from './redis/open-redis.ts'
export { openRedisStore } from './redis/open-store.ts'
export { redisPeers } from './redis/peers.ts'
export { redisRates } from './redis/rates.ts'
export { openSqliteStore, type SqliteStore } from './sqlite/open.ts'
export { StoreError } from './sqlite/store-error.ts'
export { systemClock } from './system/clock.ts'
export { systemIds } from './system/ids.ts'
