import type { RedisAddress, Server } from './address.ts'
import { type Client, clientFor } from './client.ts'
import { messageOf } from './fault.ts'
import { inTime } from './in-time.ts'
import type { RedisTls } from './link.ts'

/** Who knows where the master is. */
export interface Sentinels {
  /** Rejects if none of them answers, or none knows the master. */
  master(): Promise<Server>
  close(): void
}

const patienceMs = 1_000

/** The first that answers is asked first the next time. */
export function openSentinels(address: RedisAddress, tls: RedisTls | undefined): Sentinels {
  const clients = new Map<Server, Client>()
  let order = [...address.servers]
  let isClosed = false

  const clientOf = async (server: Server): Promise<Client> => {
    const known = clients.get(server)
    if (known?.isReady) return known
    known?.destroy()
    const client = clientFor(server, { address, tls, connectMs: patienceMs, isSentinel: true })
    clients.set(server, client)
    await client.connect()
    return client
  }

  const ask = async (server: Server): Promise<Server> => {
    try {
      const client = await inTime(patienceMs, clientOf(server))
      const answer: unknown = await inTime(
        patienceMs,
        client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', address.name]),
      )
      if (!Array.isArray(answer)) throw new Error(`the sentinel knows no master called ${address.name}`)
      return { host: String(answer[0]), port: Number(answer[1]) }
    } catch (error) {
      clients.get(server)?.destroy()
      clients.delete(server)
      throw error
    }
  }

  return {
    async master() {
      let reason = 'closed'
      for (const server of order) {
        if (isClosed) break
        try {
          const master = await ask(server)
          order = [server, ...order.filter((other) => other !== server)]
          return master
        } catch (error) {
          reason = messageOf(error)
        }
      }
      throw new Error(`no sentinel says where the master ${address.name} is: ${reason}`)
    },
    close() {
      isClosed = true
      for (const client of clients.values()) client.destroy()
      clients.clear()
    },
  }
}
