import type { ConnectionsPage } from '../../admin/index.ts'
import { Unavailable, type Users } from '../../core/index.ts'

/** A page with the names that users chose, where their tokens do not say one, and as far as they can be had. */
export async function named(page: ConnectionsPage, users: Pick<Users, 'name'>): Promise<ConnectionsPage> {
  const wanted = new Set(
    page.connections.filter(({ name }) => name === undefined).map(({ userId }) => userId),
  )
  const found = await Promise.all(
    [...wanted].map(async (userId) => [userId, await nameOf(userId, users)] as const),
  )
  const names = new Map(found)
  const connections = page.connections.map((connection) => {
    const name = connection.name ?? names.get(connection.userId)
    return name === undefined ? connection : { ...connection, name }
  })
  return { ...page, connections }
}

async function nameOf(userId: string, users: Pick<Users, 'name'>): Promise<string | undefined> {
  try {
    return await users.name(userId)
  } catch (error) {
    if (error instanceof Unavailable) return undefined
    throw error
  }
}
