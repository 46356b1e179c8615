import type { HubErrorCode, HubPosition } from '../protocol/index.ts'

/** What a server does. Counters are since its start. */
export interface ServerState {
  readonly version: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly draining: boolean
  /** How many there are, this one among them. */
  readonly nodes: number
  readonly apis: readonly ApiState[]
  /** What it takes to hand out what was gathered in a turn of the event loop, in milliseconds. */
  readonly turns: Quantiles
  /** What it takes until a publish of a client is answered, in milliseconds. */
  readonly publishMs: Quantiles
}

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

export interface ConnectionsPage {
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
export interface TopicsPage {
  readonly topics: readonly AdminTopic[]
  readonly next?: string
}

/** Whose connections are meant: one, all of a user, or all that were opened with a token. */
export type Whom = { readonly connectionId: string } | { readonly user: string } | { readonly token: string }

/** Where it is in the history of its channel, if that has one. */
export type Published = Partial<HubPosition>

/** What was asked for cannot be done. The message is for a person, and says what to do. */
export interface Refused {
  readonly refused: { readonly code: HubErrorCode; readonly message: string }
}
