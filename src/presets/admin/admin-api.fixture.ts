import type { AdminApi } from './admin-api.ts'

/** Somebody who is connected. */
export interface Guest {
  readonly id: string
  readonly at: number
  readonly user: string
  readonly tokenId?: string
}

/** An API with these connections and topics, and what was done to them. */
export function apiWith(
  name: string,
  guests: readonly Guest[],
  sizes: Readonly<Record<string, number>> = {},
) {
  const done: string[] = []
  const unused = () => {
    throw new Error('nobody asks for that')
  }
  const api: AdminApi = {
    api: {
      name,
      ...(name === 'hub' && { farewell: () => ({ code: 4_000, reason: 'revoked', frame: 'goodbye' }) }),
    },
    path: `/${name}`,
    get counts() {
      return unused()
    },
    recorded: { publish: unused },
    sockets: {
      send: (id, frame) => {
        done.push(`${id} ${String(frame)}`)
        return 'sent'
      },
      describe: unused,
      close: (id, code) => {
        done.push(`${id} ${code}`)
        return guests.some((guest) => guest.id === id) ? 'closed' : 'gone'
      },
    },
    connections: () =>
      guests.map(({ id, at, user, tokenId }) => ({
        connectionId: id,
        connectedAt: at,
        context: { user: { id: user, ...(tokenId !== undefined && { context: { tokenId } }) } },
        describe: () => ({ connectedAt: at, lastActiveAt: at, sourceIp: '192.0.2.1', userAgent: undefined }),
      })),
    topics: () => Object.keys(sizes),
    size: (topic) => sizes[topic] ?? 0,
    topicsOf: () => ['*', 'channel:a'],
  }
  return { api, done }
}
