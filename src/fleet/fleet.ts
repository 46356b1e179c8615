import type {
  Backplane,
  BackplaneNode,
  Clock,
  Ids,
  LocalApi,
  Log,
  Nodes,
  Peers,
  SharedApi,
  Sharing,
} from '../core/index.ts'
import { Interests } from './interests.ts'
import { nodeLife } from './node-life.ts'
import { type Others, otherNodes } from './others.ts'
import { sharedRecorded } from './shared-recorded.ts'
import { sharedSockets } from './shared-sockets.ts'
import { sharedTopics } from './shared-topics.ts'

export interface FleetOptions {
  readonly nodes: Nodes
  readonly backplaneOf: (api: LocalApi, node: BackplaneNode) => Backplane
  readonly peers: Peers
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  /** `undefined` while connections can be taken, else why not, for a person. */
  readonly problem: () => string | undefined
  /** A node is dead, and this one takes over from it. It may be called more than once for one node. */
  readonly onDead: (node: string) => void
}

/** This process as one node of a fleet. */
export interface Fleet extends Sharing {
  readonly others: Others
  /** Become one of the fleet. Not before all APIs are shared: the connections of a dead node need theirs. */
  start(): void
  /** Leave it, when all connections have ended. Resolves after a few seconds at most. */
  stop(): Promise<void>
}

export function fleet(options: FleetOptions): Fleet {
  const { peers, ids, clock, log } = options
  const apis = new Map<string, LocalApi>()
  let known: readonly string[] = []
  const nodes: Nodes = {
    ...options.nodes,
    async beat() {
      const beat = await options.nodes.beat()
      known = [...beat.others.keys()]
      return beat
    },
  }
  const life = nodeLife({ ...options, nodes, apis })
  const closing: (() => unknown)[] = []

  return {
    others: otherNodes({ self: nodes.id, nodes: () => known, peers, clock, log }),
    share(api): SharedApi {
      const { path, sockets: local } = api
      apis.set(path, api)
      const backplane = options.backplaneOf(api, backplaneNode(api))
      const stopServing = peers.serve(path, local)
      closing.push(stopServing, () => backplane.close())
      const interests = new Interests(api.topics, backplane)
      return {
        topics: sharedTopics(api.topics, backplane, interests),
        recorded: sharedRecorded(api.topics, backplane, interests),
        sockets: sharedSockets({ node: nodes.id, path, local, peers }),
        opened: api.storesConnections ? (connection) => life.opened(connection) : () => {},
        closed: api.storesConnections ? (connectionId) => life.closed(connectionId) : () => {},
      }
    },
    // Of the 11 bytes that an id stands for, the first 3 name the node.
    connectionId: () => nodes.id + ids.short().slice(nodes.id.length),
    nextBeat: () => life.nextBeat(),
    problem: options.problem,
    start: () => life.start(),
    async stop() {
      await life.stop()
      await Promise.allSettled(closing.map(async (close) => close()))
    },
  }
}

function backplaneNode({ topics }: LocalApi): BackplaneNode {
  return {
    deliver: (topic, frames, except) => topics.deliver(topic, frames, except),
    record: (topic, text, position) => topics.record(topic, text, position),
    members: (topic) => topics.members(topic),
  }
}
