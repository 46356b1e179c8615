import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Sockets } from '../../core/ports/sockets.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { asUnavailable, isPassing, statusOf } from '../shared/aws-error.ts'
import { backOff } from '../shared/back-off.ts'
import { defaultConcurrency } from './management-client.ts'
import { Slots } from './slots.ts'
import { Turns } from './turns.ts'

export interface ApiGatewaySocketsOptions {
  /** One that makes one attempt, as `managementClient` gives it. */
  readonly client: ApiGatewayManagementApiClient
  readonly clock: Clock
  readonly ids: Ids
  /** Requests at once. Others wait for their turn. The default is 64. */
  readonly concurrency?: number
  /** How often a request is made that API Gateway throttles or fails at, at most. The default is 5. */
  readonly attempts?: number
  /** How long the wait before the second attempt may be. It doubles. The default is 100. */
  readonly backOffMs?: number
  /** No request is begun so long after it was asked for: it is `Unavailable` then. The default is 5,000. */
  readonly patienceMs?: number
}

/**
 * The connections of one API of API Gateway. Frames go out as text, whatever they are given as. `full` is never answered:
 * a client that reads too slowly is a throttled request there, and `Unavailable` in the end, as all that stays away. A
 * request that API Gateway failed at may have been carried out, and a frame then goes out twice. `close` cannot tell the
 * client a code and a reason: it sees 1000 or 1001, as API Gateway pleases. What is too large is thrown on. What can be no
 * id of API Gateway's is gone, and not asked after.
 */
export function apiGatewaySockets(options: ApiGatewaySocketsOptions): Sockets {
  const { client, concurrency = defaultConcurrency } = options
  const slots = new Slots(concurrency)
  const turns = new Turns()
  const ask = async <T>(connectionId: string, request: () => Promise<T>): Promise<T | 'gone'> => {
    if (!possibleId.test(connectionId)) return 'gone'
    const until = options.clock.now() + (options.patienceMs ?? 5_000)
    return turns.take(connectionId, () => slots.run(() => persist(request, until, options)))
  }

  return {
    async send(connectionId, frame) {
      const data = typeof frame === 'string' ? Buffer.from(frame) : frame
      const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: data })
      return (await ask(connectionId, () => client.send(command))) === 'gone' ? 'gone' : 'sent'
    },
    async describe(connectionId) {
      const command = new GetConnectionCommand({ ConnectionId: connectionId })
      const found = await ask(connectionId, () => client.send(command))
      if (found === 'gone') return 'gone'
      const { ConnectedAt: connectedAt, LastActiveAt: lastActiveAt, Identity: identity } = found
      return {
        connectedAt: connectedAt?.getTime() ?? 0,
        lastActiveAt: lastActiveAt?.getTime() ?? 0,
        sourceIp: identity?.SourceIp ?? '',
        userAgent: identity?.UserAgent,
      }
    },
    async close(connectionId) {
      const command = new DeleteConnectionCommand({ ConnectionId: connectionId })
      return (await ask(connectionId, () => client.send(command))) === 'gone' ? 'gone' : 'closed'
    },
  }
}

// They have some 16 characters of Base64. Clients may name them, and what they name becomes a part of a path.
const possibleId = /^[\w+/=-]{1,128}$/
const maxBackOffMs = 2_000

async function persist<T>(
  request: () => Promise<T>,
  until: number,
  { clock, ids, attempts = 5, backOffMs = 100 }: ApiGatewaySocketsOptions,
): Promise<T | 'gone'> {
  for (let failures = 1; ; failures += 1) {
    if (clock.now() > until) throw new Unavailable('API Gateway is too slow')
    try {
      return await request()
    } catch (error) {
      if (isGone(error)) return 'gone'
      if (failures >= attempts || !isPassing(error)) throw asUnavailable('API Gateway', error)
    }
    await backOff(failures, { clock, ids, baseMs: backOffMs, maxMs: maxBackOffMs })
  }
}

/** An id that API Gateway never gave has no connection either. Of a 400 only the text says that it is about the id. */
function isGone(error: unknown): boolean {
  const status = statusOf(error)
  return status === 410 || (status === 400 && error instanceof Error && /connection ?id/i.test(error.message))
}
