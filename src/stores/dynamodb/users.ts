import type { Users } from '../../core/ports/users.ts'
import { identities } from './identities.ts'
import { json, number, textOf } from './item.ts'
import type { DynamoTable } from './table.ts'
import { userKey } from './user-key.ts'

export interface DynamoUsersOptions {
  readonly table: DynamoTable
}

/** Users have no time to live: a guest comes back after months. */
export function dynamoUsers({ table }: DynamoUsersOptions): Users {
  return {
    ...identities(table),
    async addGuest({ userId, secretHash, createdAt }) {
      const { isDone } = await table.change(userKey(userId), {
        change: 'SET secretHash = :hash, createdAt = :at',
        where: 'attribute_not_exists(secretHash)',
        values: { ':hash': json(secretHash), ':at': number(createdAt) },
      })
      return isDone ? 'added' : 'exists'
    },
    secretHash: async (userId) => textOf((await table.get(userKey(userId)))?.secretHash),
    name: async (userId) => textOf((await table.get(userKey(userId)))?.name),
    async rename(userId, name) {
      await table.change(userKey(userId), {
        change: 'SET #name = :name',
        names: { '#name': 'name' },
        values: { ':name': json(name) },
      })
    },
  }
}
