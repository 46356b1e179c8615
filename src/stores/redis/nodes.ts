import type { Ids } from '../../core/ports/ids.ts'
import type { Nodes, StoredConnection } from '../../core/ports/nodes.ts'
import type { Redis } from './redis.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const idLength = 4
/** Stored connections, and whatever else is known of nodes, live a day after the last beat. */
const keptMs = `${24 * 60 * 60_000}`
const mostLeft = '100'

/**
 * Nodes and their connections in hashes that are all in one slot, so that claiming is one step. Takes an id that no other
 * node has.
 */
export async function redisNodes(redis: Redis, ids: Ids): Promise<Nodes> {
  const key = (kind: string): string => redis.key(kind, 'nodes')
  const [nodes, estates, lost] = [key('nodes'), key('estates'), key('lost-nodes')]
  const connectionsOf = (node: string): string => key(`connections:${node}`)
  const estateOf = (node: string): string => key(`estate:${node}`)
  const id = await takeId(redis, nodes, ids)
  let count = 0
  /** The last claim of this node that it has heard of. */
  let heardOf = ''
  const next = (): string => `${++count}`

  return {
    id,

    async beat() {
      const reply = await redis.script(
        'node-beat',
        [nodes, estates, lost, connectionsOf(id)],
        [id, next(), keptMs],
      )
      const { claim, isNew, others } = beatIn(reply, id)
      const isLost = claim !== '' && claim !== heardOf
      heardOf = claim
      return { lease: isLost ? 'lost' : isNew ? 'new' : 'held', others }
    },

    async add(connections) {
      if (connections.length === 0) return
      const own = connectionsOf(id)
      const fields = connections.flatMap((connection) => [
        connection.connectionId,
        JSON.stringify(connection),
      ])
      const written = redis.command(own, ['HSET', own, ...fields])
      await Promise.all([written, redis.command(own, ['PEXPIRE', own, keptMs])])
    },

    async remove(connectionIds) {
      const removals = [...byNode(connectionIds)].map(([node, removed]) => {
        const hash = node === id ? connectionsOf(id) : estateOf(node)
        return redis.command(hash, ['HDEL', hash, ...removed])
      })
      await Promise.all(removals)
    },

    async claim(node, seen) {
      const keys = [nodes, estates, lost, connectionsOf(node), estateOf(node)] as const
      return (await redis.script('node-claim', keys, [node, seen, `${id}:${next()}`, keptMs])) === 1
    },

    async left(node) {
      const found = await redis.script('node-left', [estates, estateOf(node)], [node, id, next(), mostLeft])
      return connectionsIn(found)
    },

    async bury(node) {
      if (node !== id) {
        await redis.script('node-bury', [estates, estateOf(node)], [node, id])
        return
      }
      await redis.command(nodes, ['HDEL', nodes, id])
      await redis.command(nodes, ['HDEL', lost, id])
      await redis.command(nodes, ['DEL', connectionsOf(id)])
    },
  }
}

/** Whether there is such a node, as far as is known: one that was taken for dead is none. */
export async function isNode(redis: Redis, node: string): Promise<boolean> {
  const nodes = redis.key('nodes', 'nodes')
  return (await redis.command(nodes, ['HEXISTS', nodes, node])) === 1
}

async function takeId(redis: Redis, nodes: string, ids: Ids): Promise<string> {
  for (;;) {
    const id = ids.draw(alphabet, idLength)
    if ((await redis.command(nodes, ['HSETNX', nodes, id, '0'])) === 1) return id
  }
}

function beatIn(reply: unknown, id: string) {
  const [claim, isNew, nodes, estates] = listIn(reply)
  // A node that is back speaks for itself, also while what it left is being taken care of.
  const others = new Map([...pairsIn(estates), ...pairsIn(nodes)])
  others.delete(id)
  return { claim: String(claim), isNew: isNew === 1, others }
}

/** Fields and values in turn, or in pairs: scripts answer in the one way, commands in the other. */
function pairsIn(reply: unknown): readonly (readonly [string, string])[] {
  const flat = listIn(reply).flat()
  return Array.from({ length: flat.length / 2 }, (_, at) => [String(flat[2 * at]), String(flat[2 * at + 1])])
}

function listIn(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw new TypeError('Redis did not answer with a list')
  return reply
}

function connectionsIn(reply: unknown): readonly StoredConnection[] {
  return pairsIn(reply).map(([, text]) => {
    const read: unknown = JSON.parse(text)
    if (!isConnection(read)) throw new TypeError('a stored connection has another shape')
    return read
  })
}

function isConnection(value: unknown): value is StoredConnection {
  return (
    typeof value === 'object' &&
    value !== null &&
    'connectionId' in value &&
    'path' in value &&
    'user' in value
  )
}

function byNode(connectionIds: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const connectionId of connectionIds) {
    const node = connectionId.slice(0, idLength)
    const group = groups.get(node)
    if (group === undefined) groups.set(node, [connectionId])
    else group.push(connectionId)
  }
  return groups
}
