import type { Joined, Topics } from '../../core/ports/topics.ts'

/** Where frames come out, in the order in which they were published. */
export type Deliver = (connectionId: string, frame: string) => void

export interface MemoryTopics extends Topics {
  /** Take a connection that has ended out of everything. */
  drop(connectionId: string): void
}

/** Topics without gathering, nodes or sockets: what every other engine is compared with. */
export function memoryTopics(
  deliver: Deliver,
  isConnected: (connectionId: string) => boolean,
  maxTopics: number,
): MemoryTopics {
  const members = new Map<string, Set<string>>()
  const of = (topic: string): Set<string> => members.get(topic) ?? new Set()
  const topicsOf = (connectionId: string): string[] =>
    [...members.keys()].filter((topic) => of(topic).has(connectionId))

  return {
    join(topic, connectionId): Joined {
      if (!isConnected(connectionId)) return 'gone'
      if (of(topic).has(connectionId)) return 'already'
      if (topicsOf(connectionId).length >= maxTopics) return 'full'
      members.set(topic, of(topic).add(connectionId))
      return 'joined'
    },
    leave: (topic, connectionId) => of(topic).delete(connectionId),
    has: (topic, connectionId) => of(topic).has(connectionId),
    members: (topic) => [...of(topic)],
    publish(topic, frame, except) {
      for (const connectionId of of(topic)) if (connectionId !== except) deliver(connectionId, frame)
    },
    topicsOf,
    drop(connectionId) {
      for (const connectionIds of members.values()) connectionIds.delete(connectionId)
    },
  }
}
