import { createClient } from 'redis'
import type { RedisAddress, Server } from './address.ts'
import type { RedisTls } from './link.ts'

export type Client = ReturnType<typeof clientFor>

export interface ClientOptions {
  readonly address: RedisAddress
  readonly tls: RedisTls | undefined
  readonly connectMs: number
  /** Sentinels are asked without a password and have no databases, as they are set up by default. */
  readonly isSentinel?: boolean
}

/** A client that connects once. What comes after a lost connection is another client, so that nothing is sent twice. */
export function clientFor({ host, port }: Server, options: ClientOptions) {
  const { address, tls, connectMs, isSentinel = false } = options
  const { username, password, database } = address
  const client = createClient({
    RESP: 3,
    ...(!isSentinel && username !== undefined && { username }),
    ...(!isSentinel && password !== undefined && { password }),
    ...(!isSentinel && { database }),
    disableOfflineQueue: true,
    // A timer for each command costs more than the command; the link watches its server instead.
    commandOptions: { timeout: 0 },
    maintNotifications: 'disabled',
    socket: {
      host,
      port,
      connectTimeout: connectMs,
      reconnectStrategy: false,
      ...(address.tls && { tls: true, ...(tls?.ca !== undefined && { ca: tls.ca }) }),
    },
  })
  // Somebody else looks after what went wrong; an event without a listener would end the process.
  client.on('error', () => {})
  return client
}
