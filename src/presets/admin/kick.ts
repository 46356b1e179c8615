import type { Whom } from '../../admin/index.ts'
import { tokenFacts } from '../../apis/hub/token-facts.ts'
import type { Farewell } from '../../core/index.ts'
import { closeCodes } from '../../protocol/index.ts'
import type { AdminApi } from './admin-api.ts'

/**
 * Close connections as their API words it, and say how many: those of a user or a token that are here, and one that is named
 * wherever it is.
 */
export async function kick(apis: readonly AdminApi[], whom: Whom): Promise<number> {
  let closed = 0
  for (const api of apis) {
    for (const connectionId of connectionsOf(api, whom)) closed += await close(api, connectionId)
    if (closed > 0 && 'connectionId' in whom) break
  }
  return closed
}

function connectionsOf(api: AdminApi, whom: Whom): readonly string[] {
  if ('connectionId' in whom) return [whom.connectionId]
  return api
    .connections()
    .filter(({ context: { user } }) =>
      'user' in whom ? user.id === whom.user : tokenFacts(user).tokenId === whom.token,
    )
    .map(({ connectionId }) => connectionId)
}

async function close({ api, sockets }: AdminApi, connectionId: string): Promise<0 | 1> {
  const { code, reason, frame }: Farewell = api.farewell?.('ended') ?? plain
  if (frame !== undefined) await sockets.send(connectionId, frame)
  return (await sockets.close(connectionId, code, reason)) === 'closed' ? 1 : 0
}

const plain: Farewell = { code: closeCodes.policyViolation, reason: 'Closed by the admin' }
