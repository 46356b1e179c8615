import type { Ids } from '../core/index.ts'
import type { ConnectIds, ConnectionRecord, ConnectRequest } from './connection-record.ts'

/** Ids that count: the first is `000000000000001=`. */
export function countedIds(): Ids {
  let count = 0
  const next = (length: number): string => String(++count).padStart(length, '0')
  return {
    short: () => `${next(15)}=`,
    uuid: () => `00000000-0000-4000-8000-${next(12)}`,
    draw: (_alphabet, length) => next(length),
  }
}

/** 29 February 2024, 23:59:59 and a bit, UTC. */
export const leapSecond = Date.UTC(2024, 1, 29, 23, 59, 59, 250)

export function aRecord(changes: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return {
    connectionId: 'VJ2kdc9zIAMCK1w=',
    connectedAt: leapSecond - 1,
    requestedAt: leapSecond,
    domainName: 'game.example.com',
    apiId: 'k3ta9f0abc',
    stage: 'prod',
    accountId: '123456789012',
    region: 'eu-central-1',
    sourceIp: '203.0.113.9',
    userAgent: 'UnityPlayer/6000.0',
    ...changes,
  }
}

export function aRequest(changes: Partial<ConnectRequest> = {}): ConnectRequest {
  return {
    target: '/prod',
    rawHeaders: [
      'Sec-WebSocket-Version',
      '13',
      'Sec-WebSocket-Key',
      'u3Zt0Qh1nZ4cXg8vW8d8ag==',
      'Connection',
      'Upgrade',
      'Upgrade',
      'websocket',
      'User-Agent',
      'UnityPlayer/6000.0',
      'Host',
      'game.example.com',
    ],
    ...changes,
  }
}

export const someIds: ConnectIds = {
  requestId: 'VJ2kdEqJoAMFrsA=',
  traceId: 'Root=1-65e1196f-0f5c2a1e7b9d4c3f8a6e2d10',
}
