import type { Nodes, StoredConnection } from '../../core/ports/nodes.ts'

/** The nodes of a fleet that is one process: what every other engine is compared with. */
export interface MemoryNodes {
  /** One more node. */
  open(): Nodes
  /** The ids of the nodes of which something is known. */
  known(): readonly string[]
}

type Connections = Map<string, StoredConnection>

/** What a dead node has left, and who takes care of it. */
interface Estate {
  readonly claimedBy: string
  readonly said: string
  readonly connections: Connections
}

interface Store {
  /** What each living node, or one that nobody has claimed yet, said last. */
  readonly said: Map<string, string>
  readonly connections: Map<string, Connections>
  readonly estates: Map<string, Estate>
  /** A text that was not there before. */
  next(): string
}

const mostLeft = 100

export function memoryNodes(): MemoryNodes {
  let count = 0
  let beats = 0
  const store: Store = {
    said: new Map(),
    connections: new Map(),
    estates: new Map(),
    next: () => `${++beats}`,
  }
  return {
    open: () => openNode(store, String(++count).padStart(4, '0')),
    known: () => [...new Set([...store.said.keys(), ...store.connections.keys(), ...store.estates.keys()])],
  }
}

function openNode(store: Store, id: string): Nodes {
  let hasBeaten = false
  const estateOf = (node: string): Estate | undefined => {
    const estate = store.estates.get(node)
    return estate?.claimedBy === id ? estate : undefined
  }
  return {
    id,
    async beat() {
      const lease = hasBeaten && !store.said.has(id) ? 'lost' : 'held'
      if (lease === 'lost') store.connections.delete(id)
      hasBeaten = true
      store.said.set(id, store.next())
      return { lease, others: saidByOthers(store, id) }
    },
    async add(connections) {
      const own: Connections = store.connections.get(id) ?? new Map()
      for (const connection of connections) own.set(connection.connectionId, connection)
      if (own.size > 0) store.connections.set(id, own)
    },
    async remove(connectionIds) {
      for (const connectionId of connectionIds) {
        store.connections.get(id)?.delete(connectionId)
        for (const estate of store.estates.values()) {
          if (estate.claimedBy === id) estate.connections.delete(connectionId)
        }
      }
    },
    claim: async (node, seen) => claim(store, id, node, seen),
    async left(node) {
      const estate = estateOf(node)
      if (estate === undefined) return []
      store.estates.set(node, { ...estate, said: store.next() })
      return [...estate.connections.values()].slice(0, mostLeft)
    },
    bury(node) {
      if (estateOf(node) !== undefined) store.estates.delete(node)
      if (node !== id) return
      store.said.delete(id)
      store.connections.delete(id)
    },
  }
}

/** A node that has come back speaks for itself, also while what it left is being taken care of. */
function saidByOthers(store: Store, id: string): ReadonlyMap<string, string> {
  const said = new Map(Array.from(store.estates, ([node, estate]) => [node, estate.said] as const))
  for (const [node, text] of store.said) said.set(node, text)
  said.delete(id)
  return said
}

function claim(store: Store, id: string, node: string, seen: string): boolean {
  const estate = store.estates.get(node)
  if ((store.said.get(node) ?? estate?.said) !== seen) return false
  const connections = new Map([...(estate?.connections ?? []), ...(store.connections.get(node) ?? [])])
  store.estates.set(node, { claimedBy: id, said: store.next(), connections })
  store.said.delete(node)
  store.connections.delete(node)
  return true
}
