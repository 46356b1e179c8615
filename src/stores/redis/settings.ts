import type { Settings } from '../../core/ports/settings.ts'
import type { Redis } from './redis.ts'
import { storedTextIn, toStored } from './stored-text.ts'

export interface RedisSettings extends Settings {
  /** Say again what this node goes by, for a Redis that has lost it. */
  restore(): Promise<void>
}

/** Settings of the fleet: whichever node asks first makes one up for all. They are never taken away. */
export function redisSettings(redis: Redis): RedisSettings {
  const known = new Map<string, string>()

  async function once(name: string, fresh: string): Promise<string> {
    const key = redis.key('setting', name)
    const before = await redis.command(key, ['SET', key, toStored(fresh), 'NX', 'GET'])
    const value = storedTextIn(before) ?? fresh
    known.set(name, value)
    return value
  }

  return {
    once,
    async restore() {
      await Promise.all(Array.from(known, ([name, value]) => once(name, value)))
    },
  }
}
