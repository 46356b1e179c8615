import type { Handshake, Ids } from '../core/index.ts'
import { type ConnectIds, type ConnectionRecord, connectIds } from './connection-record.ts'

/** What events say of an API. */
export interface ApiIdentity extends Pick<ConnectionRecord, 'apiId' | 'stage' | 'accountId' | 'region'> {
  readonly variables?: Readonly<Record<string, string>>
}

/** What is said of one request for a connection, the same to its authorizer and to its `$connect`. */
export interface RequestRecords {
  recordOf(handshake: Handshake): ConnectionRecord
  idsOf(handshake: Handshake): ConnectIds
}

export function requestRecords(api: ApiIdentity, ids: Ids): RequestRecords {
  const known = new WeakMap<Handshake, ConnectIds>()
  return {
    recordOf(handshake) {
      const { connectionId, requestedAt, domainName, sourceIp, headers } = handshake
      const userAgent = headers['user-agent']
      return {
        ...api,
        connectionId,
        connectedAt: requestedAt,
        requestedAt,
        domainName,
        sourceIp: sourceIp.replace(/^::ffff:/, ''),
        ...(typeof userAgent === 'string' && { userAgent }),
      }
    },
    idsOf(handshake) {
      const made = known.get(handshake) ?? connectIds(ids, handshake.requestedAt)
      known.set(handshake, made)
      return made
    },
  }
}
