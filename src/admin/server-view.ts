import type { HubErrorCode, HubPosition } from '../protocol/index.ts'
import type { LoggedError } from './error-log.ts'

/** What is done: by a node, or by all that answered together. Counters are since the start of each node. */
export interface Figures {
  /** Of several nodes these are the sums, so what is a topic on two of them counts twice. */
  readonly apis: readonly ApiState[]
  /** What it takes to hand out what was gathered in a turn of the event loop, in milliseconds. */
  readonly turns: Quantiles
  /** What it takes until a publish of a client is answered, in milliseconds. */
  readonly publishMs: Quantiles
}

/** A server that answers for itself. Times are milliseconds since 1970, by its own clock. */
export interface LiveNode extends Figures {
  readonly node: string
  /** Its host and port, as far as it knows them. */
  readonly address: string
  readonly version: string
  readonly startedAt: number
  readonly now: number
  readonly draining: boolean
  /** Why it takes no connections now, for a person. */
  readonly problem?: string
}

/** One that is said to be there, and does not answer: it is dead, or cut off, or stands still. */
export interface SilentNode {
  readonly node: string
  readonly silent: true
}

export type NodeState = LiveNode | SilentNode

/** What a node tells of itself. */
export interface NodeReport {
  readonly state: LiveNode
  /** The newest first. */
  readonly errors: readonly LoggedError[]
}

/** The node that was asked, and with it what all do. */
export interface ServerState extends Omit<LiveNode, 'address' | 'problem'> {
  /** In the order of their ids. */
  readonly nodes: readonly NodeState[]
  /** Of all that answered, the newest first. */
  readonly errors: readonly (LoggedError & { readonly node: string })[]
}

/** The `p99` of several nodes is the worst, their `p50` the median. */
export interface Quantiles {
  /** 0 before there was anything. */
  readonly p50: number
  readonly p99: number
}

/** What an API has here. */
export interface ApiState {
  readonly name: string
  readonly path: string
  readonly connections: number
  readonly topics: number
  readonly messages: number
  readonly publishes: number
  readonly deliveries: number
  readonly faults: number
}

export interface ConnectionsQuery {
  /** The name of an API. */
  readonly api?: string
  /** A user's id. */
  readonly user?: string
  /** The `next` of the page before. */
  readonly after?: string
  readonly limit: number
}

export interface AdminConnection {
  readonly node: string
  readonly connectionId: string
  readonly api: string
  readonly userId: string
  readonly name?: string
  /** Milliseconds since 1970. */
  readonly connectedAt: number
  readonly sourceIp: string
  readonly userAgent?: string
  /** How many it is in. */
  readonly topics: number
}

/** What was asked of all nodes. */
export interface Asked {
  /** Those that did not answer, if there are any: what they have is missing, and what they were to do they may do or not. */
  readonly silent?: readonly string[]
}

export interface ConnectionsPage extends Asked {
  readonly connections: readonly AdminConnection[]
  /** Not there on the last page. */
  readonly next?: string
}

export type TopicsQuery = Omit<ConnectionsQuery, 'user'>

export interface AdminTopic {
  readonly api: string
  readonly topic: string
  readonly members: number
}

/** Those with the most members come first. */
export interface TopicsPage extends Asked {
  readonly topics: readonly AdminTopic[]
  readonly next?: string
  /** There are more than all nodes tell of: of each, only so many of its largest topics are counted. */
  readonly largestOfEach?: number
}

/** Whose connections are meant: one, all of a user, or all that were opened with a token. */
export type Whom = { readonly connectionId: string } | { readonly user: string } | { readonly token: string }

export interface Kicked extends Asked {
  /** How many connections. */
  readonly closed: number
}

/** Which node drains; `unknown`: there is none with this id. `silent`: it did not answer, and may drain or not. */
export type Drained = { readonly node: string } | 'unknown' | 'silent'

/** Where it is in the history of its channel, if that has one. */
export type Published = Partial<HubPosition>

/** What was asked for cannot be done. The message is for a person, and says what to do. */
export interface Refused {
  readonly refused: { readonly code: HubErrorCode; readonly message: string }
}
