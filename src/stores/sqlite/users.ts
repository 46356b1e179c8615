import type { ProviderIdentity, Users } from '../../core/ports/users.ts'
import { textIn, toColumn } from './columns.ts'
import type { Sqlite } from './driver.ts'

// A name is asked for with every message, and a look into the database takes as long as a delivery.
const maxNames = 10_000

/** Users in a database that has been migrated, and that no other process writes to. */
export function sqliteUsers(database: Sqlite): Users {
  const names = new Map<string, string>()
  const insertGuest = database.prepare(
    'INSERT INTO guests (user_id, secret_hash, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const selectHash = database.prepare('SELECT secret_hash FROM guests WHERE user_id = ?')
  const selectName = database.prepare('SELECT name FROM names WHERE user_id = ?')
  const upsertName = database.prepare(
    'INSERT INTO names (user_id, name) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name',
  )
  const selectOwner = database.prepare(
    'SELECT user_id FROM provider_identities WHERE provider = ? AND provider_id = ?',
  )
  const insertIdentity = database.prepare(
    'INSERT INTO provider_identities (provider, provider_id, user_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )

  return {
    addGuest({ userId, secretHash, createdAt }) {
      const added = insertGuest.run(toColumn(userId), toColumn(secretHash), createdAt)
      return added === 1 ? 'added' : 'exists'
    },
    secretHash(userId) {
      const row = selectHash.get(toColumn(userId))
      return row && textIn(row, 'secret_hash')
    },
    name(userId) {
      const known = names.get(userId)
      if (known !== undefined) return known
      const row = selectName.get(toColumn(userId))
      const name = row && textIn(row, 'name')
      if (name !== undefined) remember(userId, name)
      return name
    },
    rename(userId, name) {
      upsertName.run(toColumn(userId), toColumn(name))
      remember(userId, name)
    },
    linked: ownerOf,
    link(identity, userId) {
      const { provider, id } = identity
      // What is in the way stays there, so looking at it afterwards is as good as in the same step.
      const isLinked = insertIdentity.run(toColumn(provider), toColumn(id), toColumn(userId)) === 1
      const owner = isLinked ? userId : ownerOf(identity)
      return owner === undefined ? 'occupied' : { userId: owner }
    },
  }

  function ownerOf({ provider, id }: ProviderIdentity): string | undefined {
    const row = selectOwner.get(toColumn(provider), toColumn(id))
    return row && textIn(row, 'user_id')
  }

  /** The name that was learnt first goes first. */
  function remember(userId: string, name: string): void {
    names.delete(userId)
    names.set(userId, name)
    const [first] = names.keys()
    if (names.size > maxNames && first !== undefined) names.delete(first)
  }
}
