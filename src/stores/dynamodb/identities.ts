import { Unavailable } from '../../core/ports/unavailable.ts'
import type { ProviderIdentity, Users } from '../../core/ports/users.ts'
import { type Item, json, textOf, there } from './item.ts'
import type { DynamoTable } from './table.ts'
import { identityAttribute, identityKey, userKey } from './user-key.ts'

const maxAttempts = 10

/**
 * Which identity belongs to whom, without transactions. An identity is first pending for a user; then the user's own row decides,
 * once and for good, whether this is its identity of the provider; then the identity is confirmed, or it is taken back. Whoever
 * finds one that is pending does the rest first, so nobody ever sees half of it, whoever has died.
 */
export function identities(table: DynamoTable): Pick<Users, 'linked' | 'link'> {
  return {
    async linked(identity) {
      const item = await table.get(identityKey(identity))
      if (item === undefined) return undefined
      const { userId, isPending } = ownerIn(item)
      return !isPending || (await settle(table, identity, userId)) ? userId : undefined
    },
    async link(identity, userId) {
      for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
        const answer = await linkOnce(table, identity, userId)
        if (answer !== 'again') return answer
      }
      throw new Unavailable('others kept on trying to link an identity that they could not have')
    },
  }
}

async function linkOnce(
  table: DynamoTable,
  identity: ProviderIdentity,
  userId: string,
): Promise<{ readonly userId: string } | 'occupied' | 'again'> {
  const { isDone, was } = await table.change(identityKey(identity), {
    change: 'SET #user = :user, pending = :pending',
    where: 'attribute_not_exists(pk)',
    names: { '#user': 'user' },
    values: { ':user': json(userId), ':pending': { BOOL: true } },
  })
  if (!isDone && was === undefined) return 'again'
  const owner = isDone || was === undefined ? { userId, isPending: true } : ownerIn(was)
  if (!owner.isPending || (await settle(table, identity, owner.userId))) return { userId: owner.userId }
  return owner.userId === userId ? 'occupied' : 'again'
}

function ownerIn(item: Item): { readonly userId: string; readonly isPending: boolean } {
  return { userId: there(textOf(item.user), 'user'), isPending: item.pending !== undefined }
}

/** Finish a pending identity: `true` if it is the user's now, `false` if the user has another one and it is nobody's. */
async function settle(table: DynamoTable, identity: ProviderIdentity, userId: string): Promise<boolean> {
  const { isDone } = await table.change(userKey(userId), {
    change: 'SET #identity = :id',
    where: 'attribute_not_exists(#identity) OR #identity = :id',
    names: { '#identity': identityAttribute(identity.provider) },
    values: { ':id': json(identity.id) },
  })
  const ours = {
    where: '#user = :user AND attribute_exists(pending)',
    names: { '#user': 'user' },
    values: { ':user': json(userId) },
  }
  if (isDone) await table.change(identityKey(identity), { change: 'REMOVE pending', ...ours })
  else await table.remove(identityKey(identity), ours)
  return isDone
}
