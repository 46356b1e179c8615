import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Keys, SigningKey } from '../../core/ports/keys.ts'
import type { Redis } from './redis.ts'
import { numberOf, textsOf } from './replies.ts'
import { toStored } from './stored-text.ts'

// A JSON text is never empty.
const noKid = ''

export interface RedisKeys extends Keys {
  /** Put the keys that this node has seen last back into a Redis that has none: else all tokens would be void. */
  restore(): Promise<void>
}

/** Signing keys of the fleet: one rotation for all nodes. They live until they are replaced. */
export function redisKeys(redis: Redis): RedisKeys {
  const listKey = redis.key('signing-keys', 'signing-keys')
  const newestKey = redis.key('newest-signing-key', 'signing-keys')
  let seen: readonly SigningKey[] = []

  async function list(): Promise<readonly SigningKey[]> {
    const keys = textsOf(await redis.command(listKey, ['LRANGE', listKey, '0', '-1'])).map(toKey)
    if (keys.length > 0) seen = keys
    return keys
  }

  async function rotate({ kid, privateJwk, createdAt }: SigningKey, replaces: string | undefined) {
    const stored = JSON.stringify({ kid, privateJwk, createdAt })
    const args = [replaces === undefined ? noKid : toStored(replaces), toStored(kid), stored]
    const rotated = numberOf(await redis.script('rotate-keys', [listKey, newestKey], args))
    return rotated === 1 ? 'rotated' : 'outrun'
  }

  return {
    list,
    rotate,
    async restore() {
      const before = seen
      if ((await list()).length > 0) return
      let newest: string | undefined
      // Several nodes may do this at once: each step is done once.
      for (const key of before.toReversed()) {
        await rotate(key, newest)
        newest = key.kid
      }
    },
  }
}

const storedKey = Compile(
  Type.Object({ kid: Type.String(), privateJwk: Type.String(), createdAt: Type.Number() }),
)

function toKey(stored: string): SigningKey {
  const key: unknown = JSON.parse(stored)
  if (!storedKey.Check(key)) throw new TypeError('what is stored is no signing key')
  return key
}
