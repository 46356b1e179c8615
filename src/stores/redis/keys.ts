import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Keys, SigningKey } from '../../core/ports/keys.ts'
import type { Redis } from './redis.ts'
import { numberOf, textsOf } from './replies.ts'
import { toStored } from './stored-text.ts'

// A JSON text is never empty.
const noKid = ''

/** Signing keys of the fleet: one rotation for all nodes. They live until they are replaced. */
export function redisKeys(redis: Redis): Keys {
  const listKey = redis.key('signing-keys', 'signing-keys')
  const newestKey = redis.key('newest-signing-key', 'signing-keys')

  return {
    list: async () => textsOf(await redis.command(listKey, ['LRANGE', listKey, '0', '-1'])).map(toKey),
    async rotate({ kid, privateJwk, createdAt }, replaces) {
      const stored = JSON.stringify({ kid, privateJwk, createdAt })
      const args = [replaces === undefined ? noKid : toStored(replaces), toStored(kid), stored]
      const rotated = numberOf(await redis.script('rotate-keys', [listKey, newestKey], args))
      return rotated === 1 ? 'rotated' : 'outrun'
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
