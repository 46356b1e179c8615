import type { Api, ConnectionInfo, RecordedTopics, Sockets, Topic, User } from '../../core/index.ts'
import type { MountCounts } from '../../gateway/index.ts'

/** One API on this node, as the console looks into it. */
export interface AdminApi {
  readonly api: Pick<Api, 'name' | 'farewell'>
  readonly path: string
  readonly counts: MountCounts
  /** On all nodes. */
  readonly sockets: Sockets
  readonly recorded: Pick<RecordedTopics, 'publish'>
  /** Those on this node. */
  connections(): readonly AdminConnectionOfNode[]
  /** Topics with members on this node. */
  topics(): Iterable<Topic>
  /** How many members a topic has on this node. */
  size(topic: Topic): number
  /** What a connection on this node is in. */
  topicsOf(connectionId: string): readonly Topic[]
}

export interface AdminConnectionOfNode {
  readonly connectionId: string
  readonly connectedAt: number
  readonly context: { readonly user: User }
  describe(): ConnectionInfo
}
