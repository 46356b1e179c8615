import type { Settings } from '../../core/ports/settings.ts'
import type { Redis } from './redis.ts'
import { storedTextIn, toStored } from './stored-text.ts'

/** Settings of the fleet: whichever node asks first makes one up for all. They are never taken away. */
export function redisSettings(redis: Redis): Settings {
  return {
    async once(name, fresh) {
      const key = redis.key('setting', name)
      const before = await redis.command(key, ['SET', key, toStored(fresh), 'NX', 'GET'])
      return storedTextIn(before) ?? fresh
    },
  }
}
