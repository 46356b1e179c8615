import type { Names } from '../../core/ports/names.ts'
import type { Redis } from './redis.ts'
import { numberOf, textsOf } from './replies.ts'
import { toStored } from './stored-text.ts'

/**
 * Names in Redis. What a name is and what a user has are in two slots of a cluster, so a claim is several commands: the user's wish
 * is noted, the name is taken, and then what the user had before is given up and forgotten. A death in between leaves the user
 * with both names, or with the wish for one, and nobody else with either; the user's next claim tidies up. Of claims of one user at
 * the same time the last one counts.
 */
export function redisNames(redis: Redis): Names {
  const owned = (name: string): string => redis.key('name-owner', name)
  const wishes = (user: string): string => redis.key('name-wishes', user)

  const forget = (user: string, names: readonly string[]): Promise<unknown> =>
    redis.script('name-forget', [wishes(user)], names)

  /** `stale`: names, each with the number of its wish behind it. */
  const giveUp = async (user: string, stale: readonly string[]): Promise<void> => {
    for (let at = 0; at + 1 < stale.length; at += 2) {
      const [stored = '', wish = ''] = stale.slice(at, at + 2)
      await redis.script('name-release', [owned(stored)], [wish, user])
    }
    if (stale.length > 0) await forget(user, stale)
  }

  return {
    async claim(name, userId) {
      const [stored, user] = [toStored(name), toStored(userId)]
      const keys = [wishes(user), redis.key('name-wish', user)] as const
      const wish = `${numberOf(await redis.script('name-wish', keys, [stored]))}`
      const taken = numberOf(await redis.script('name-take', [owned(stored)], [wish, user]))
      if (taken === 0) {
        await forget(user, [stored, wish])
        return 'taken'
      }
      await giveUp(user, textsOf(await redis.script('name-settle', [wishes(user)], [wish, stored])))
      return 'claimed'
    },
  }
}
