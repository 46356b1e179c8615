import type { ConnectionsPage } from '../../admin/index.ts'
import type { Users } from '../../core/index.ts'

/** A page with the names that users chose, where their tokens do not say one. */
export async function named(page: ConnectionsPage, users: Pick<Users, 'name'>): Promise<ConnectionsPage> {
  const wanted = new Set(
    page.connections.filter(({ name }) => name === undefined).map(({ userId }) => userId),
  )
  const found = await Promise.all(
    [...wanted].map(async (userId) => [userId, await users.name(userId)] as const),
  )
  const names = new Map(found)
  const connections = page.connections.map((connection) => {
    const name = connection.name ?? names.get(connection.userId)
    return name === undefined ? connection : { ...connection, name }
  })
  return { ...page, connections }
}
