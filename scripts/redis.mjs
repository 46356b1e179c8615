// @ts-check
import { ensure } from './apt.mjs'

/** A Redis for the tests of the fleet: the one there is, or Debian's. It can be a sentinel too (`--sentinel`). */
export function ensureRedis() {
  ensure({
    what: 'Redis 7 or Valkey',
    names: ['redis-server', 'valkey-server'],
    variable: 'STOA_REDIS_SERVER',
    packages: ['redis-server'],
    service: 'redis-server',
    remedy:
      'install Redis (Debian, Ubuntu: apt-get install redis-server) or name one with STOA_REDIS_SERVER=/path/to/it',
  })
}
