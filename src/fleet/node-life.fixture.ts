import type { Nodes, StoredConnection } from '../core/ports/nodes.ts'
import { Unavailable } from '../core/ports/unavailable.ts'
import type { LocalApi } from '../core/sharing.ts'
import { type MemoryNodes, memoryNodes } from '../stores/memory/nodes.ts'
import { type NodeLife, nodeLife } from './node-life.ts'
import { type FrozenOrNot, type TickingClock, tickingClock } from './ticking-clock.fixture.ts'

export interface NodeOnTest {
  readonly id: string
  readonly life: NodeLife
  readonly clock: FrozenOrNot
  /** The connections whose end this node has announced for a dead one. */
  readonly ended: string[]
  /** The nodes it has taken over from. */
  readonly dead: string[]
  /** What was logged as a warning or an error. */
  readonly warnings: string[]
  readonly state: {
    /** The store cannot be reached from here. */
    isAway: boolean
    /** How often the fleet had given this node up. */
    givenUp: number
    /** What ending a connection does. */
    end: (connection: StoredConnection) => Promise<void>
  }
  /** The calls that write connections: `add 2`, `remove 1`. */
  readonly writes: string[]
  /** Open so many connections. */
  connect(count: number, path?: string): readonly StoredConnection[]
  /** Stop being there, without a word. */
  kill(): void
}

export interface FleetOnTest {
  readonly clock: TickingClock
  readonly nodes: MemoryNodes
  /** One more node, which has begun to beat. */
  start(): NodeOnTest
}

export function fleetOnTest(): FleetOnTest {
  const clock = tickingClock()
  const nodes = memoryNodes()
  return { clock, nodes, start: () => startNode(clock, nodes.open()) }
}

function startNode(shared: TickingClock, nodes: Nodes): NodeOnTest {
  const clock = shared.view()
  const ended: string[] = []
  const dead: string[] = []
  const warnings: string[] = []
  const writes: string[] = []
  const state: NodeOnTest['state'] = { isAway: false, givenUp: 0, end: async () => {} }
  const api = apiOnTest(state, ended)
  const warn = (_fields: object, message: string) => warnings.push(message)
  const life = nodeLife({
    nodes: reachable(nodes, state, writes),
    clock,
    log: { debug: () => {}, info: () => {}, warn, error: warn },
    apis: new Map([[api.path, api]]),
    onDead: (node) => dead.push(node),
  })
  life.start()
  let count = 0
  const open = (path: string): StoredConnection => {
    const connectionId = `${nodes.id}${String(++count).padStart(11, '0')}=`
    const connection = { connectionId, path, user: { id: 'ada' }, connectedAt: 0 }
    life.opened(connection)
    return connection
  }
  return {
    id: nodes.id,
    life,
    clock,
    ended,
    dead,
    warnings,
    state,
    writes,
    connect: (wanted, path = '/chat') => Array.from({ length: wanted }, () => open(path)),
    kill() {
      clock.isFrozen = true
      state.isAway = true
    },
  }
}

function apiOnTest(state: NodeOnTest['state'], ended: string[]): LocalApi {
  const unused = (): never => {
    throw new Error('nobody asks for this')
  }
  const topics = { join: unused, leave: unused, has: unused, members: unused, publish: unused, drop: unused }
  return {
    path: '/chat',
    topics: {
      ...topics,
      topicsOf: unused,
      deliver: unused,
      record: unused,
      hold: unused,
      encode: unused,
      onEmpty: unused,
    },
    sockets: { send: unused, describe: unused, close: unused },
    storesConnections: true,
    async endedElsewhere(connection) {
      await state.end(connection)
      ended.push(connection.connectionId)
    },
    givenUp() {
      state.givenUp += 1
    },
  }
}

/** The store, as long as it is there. */
function reachable(nodes: Nodes, state: { readonly isAway: boolean }, writes: string[]): Nodes {
  const tried = async <T>(call: () => T | Promise<T>): Promise<T> => {
    if (state.isAway) throw new Unavailable('it is away')
    return call()
  }
  return {
    id: nodes.id,
    beat: () => tried(() => nodes.beat()),
    add(connections) {
      writes.push(`add ${connections.length}`)
      return tried(() => nodes.add(connections))
    },
    remove(connectionIds) {
      writes.push(`remove ${connectionIds.length}`)
      return tried(() => nodes.remove(connectionIds))
    },
    claim: (node, seen) => tried(() => nodes.claim(node, seen)),
    left: (node) => tried(() => nodes.left(node)),
    bury: (node) => tried(() => nodes.bury(node)),
  }
}
