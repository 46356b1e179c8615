import type { Whom } from '../../admin/index.ts'
import { type Farewell, user as userTopic } from '../../core/index.ts'
import { closeCodes } from '../../protocol/index.ts'
import type { AdminApi } from './admin-api.ts'

/**
 * Close connections as their API words it, and say how many. All nodes are reached where a user's connections are in the
 * topic of the user, or one connection is meant; those that were opened with a token are only known on their own node.
 */
export async function kick(apis: readonly AdminApi[], whom: Whom): Promise<number> {
  let closed = 0
  for (const api of apis) {
    for (const connectionId of await connectionsOf(api, whom)) closed += await close(api, connectionId)
    if (closed > 0 && 'connectionId' in whom) break
  }
  return closed
}

async function connectionsOf(api: AdminApi, whom: Whom): Promise<ReadonlySet<string>> {
  if ('connectionId' in whom) return new Set([whom.connectionId])
  const here = api
    .connections()
    .filter(({ context: { user } }) =>
      'user' in whom ? user.id === whom.user : (user.context?.tokenId ?? user.context?.jti) === whom.token,
    )
  const elsewhere = 'user' in whom ? await api.members(userTopic(whom.user)) : []
  return new Set([...here.map(({ connectionId }) => connectionId), ...elsewhere])
}

async function close({ api, sockets }: AdminApi, connectionId: string): Promise<0 | 1> {
  const { code, reason, frame }: Farewell = api.farewell?.('ended') ?? plain
  if (frame !== undefined) await sockets.send(connectionId, frame)
  return (await sockets.close(connectionId, code, reason)) === 'closed' ? 1 : 0
}

const plain: Farewell = { code: closeCodes.policyViolation, reason: 'Closed by the admin' }
