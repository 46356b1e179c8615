import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Guest, ProviderIdentity, Users } from '../../core/ports/users.ts'
import type { Redis } from './redis.ts'
import { maybeTextOf } from './replies.ts'
import { fromStored, storedTextIn, toStored } from './stored-text.ts'
import { openNames } from './users-names.ts'

/**
 * Users that all nodes share. They have no time to live: a guest comes back after months, and a name and an identity live
 * as long as their user. Resolves once this node hears of the renames of others.
 */
export async function openRedisUsers(redis: Redis): Promise<Users> {
  return { ...guests(redis), ...(await openNames(redis)), ...identities(redis) }
}

const storedGuest = Compile(Type.Object({ secretHash: Type.String(), createdAt: Type.Number() }))

function guests(redis: Redis): Pick<Users, 'addGuest' | 'secretHash'> {
  return {
    async addGuest({ userId, secretHash, createdAt }) {
      const key = redis.key('guest', userId)
      const guest: Omit<Guest, 'userId'> = { secretHash, createdAt }
      const reply = await redis.command(key, ['SET', key, JSON.stringify(guest), 'NX'])
      return maybeTextOf(reply) === undefined ? 'exists' : 'added'
    },
    async secretHash(userId) {
      const key = redis.key('guest', userId)
      const stored = maybeTextOf(await redis.command(key, ['GET', key]))
      if (stored === undefined) return undefined
      const guest: unknown = JSON.parse(stored)
      if (!storedGuest.Check(guest)) throw new TypeError('what is stored is no guest')
      return guest.secretHash
    },
  }
}

/** All identities of a provider are in one slot, so that the two rules about them are held in one step. */
function identities(redis: Redis): Pick<Users, 'linked' | 'link'> {
  const ownersKey = ({ provider }: ProviderIdentity): string => redis.key('identity-owners', provider)

  return {
    async linked(identity) {
      const key = ownersKey(identity)
      return storedTextIn(await redis.command(key, ['HGET', key, toStored(identity.id)]))
    },
    async link(identity, userId) {
      const keys = [ownersKey(identity), redis.key('identities', identity.provider)] as const
      const reply = await redis.script('link-identity', keys, [toStored(identity.id), toStored(userId)])
      const owner = maybeTextOf(reply)
      return owner === undefined ? 'occupied' : { userId: fromStored(owner) }
    },
  }
}
