import { type Fields, isRecord, listOf, numberOf, textOf } from '../shared/record.ts'

export interface ApiCounts {
  readonly name: string
  readonly path: string
  readonly connections: number
  readonly topics: number
  /** These four since the server's start. */
  readonly messages: number
  readonly publishes: number
  readonly deliveries: number
  readonly faults: number
}

/** Milliseconds; not there while nothing was measured. */
export interface Latency {
  readonly p50: number | undefined
  readonly p99: number | undefined
}

export interface LoggedError {
  readonly at: number
  readonly level: string
  readonly message: string
  readonly api: string | undefined
}

export interface ServerState {
  readonly version: string
  readonly startedAt: number
  /** The server's clock when it answered. */
  readonly now: number
  readonly isDraining: boolean
  readonly nodes: number
  readonly apis: readonly ApiCounts[]
  readonly turns: Latency
  readonly publishing: Latency
  /** Newest first. */
  readonly errors: readonly LoggedError[]
}

export interface ListedConnection {
  readonly connectionId: string
  readonly api: string
  readonly userId: string | undefined
  readonly name: string | undefined
  readonly connectedAt: number
  readonly sourceIp: string
  readonly userAgent: string | undefined
  readonly topics: number
}

export interface ListedTopic {
  readonly api: string
  readonly topic: string
  readonly members: number
}

export interface ListedSanction {
  readonly kind: string
  readonly subject: { readonly user: string } | { readonly token: string }
  readonly until: number
  readonly reason: string | undefined
}

export interface Listed<T> {
  readonly items: readonly T[]
  /** Where the next page begins. */
  readonly next: string | undefined
}

/** `undefined` for an answer that is none. */
export function readState(body: unknown): ServerState | undefined {
  if (!isRecord(body)) return undefined
  const now = momentOf(body, 'now')
  const startedAt = momentOf(body, 'startedAt')
  if (now === undefined || startedAt === undefined) return undefined
  return {
    version: textOf(body, 'version') ?? '',
    startedAt,
    now,
    isDraining: body.draining === true,
    nodes: Array.isArray(body.nodes) ? body.nodes.length : (numberOf(body, 'nodes') ?? 1),
    apis: listOf(body.apis, readApi),
    turns: readLatency(body.turns),
    publishing: readLatency(body.publishMs),
    errors: listOf(body.errors, readError).toSorted((one, other) => other.at - one.at),
  }
}

export function readConnections(body: unknown): Listed<ListedConnection> {
  const fields = isRecord(body) ? body : {}
  return { items: listOf(fields.connections, readConnection), next: textOf(fields, 'next') }
}

export function readTopics(body: unknown): Listed<ListedTopic> {
  const fields = isRecord(body) ? body : {}
  return { items: listOf(fields.topics, readTopic), next: textOf(fields, 'next') }
}

export function readSanctions(body: unknown): readonly ListedSanction[] {
  return listOf(isRecord(body) ? body.sanctions : undefined, readSanction)
}

function readApi(value: unknown): ApiCounts | undefined {
  if (!isRecord(value)) return undefined
  const count = (name: string): number => numberOf(value, name) ?? 0
  return {
    name: textOf(value, 'name') ?? '?',
    path: textOf(value, 'path') ?? '',
    connections: count('connections'),
    topics: count('topics'),
    messages: count('messages'),
    publishes: count('publishes'),
    deliveries: count('deliveries'),
    faults: count('faults'),
  }
}

function readLatency(value: unknown): Latency {
  const fields = isRecord(value) ? value : {}
  return { p50: numberOf(fields, 'p50'), p99: numberOf(fields, 'p99') }
}

function readError(value: unknown): LoggedError | undefined {
  if (!isRecord(value)) return undefined
  const at = momentOf(value, 'at')
  const message = textOf(value, 'message')
  if (at === undefined || message === undefined) return undefined
  return { at, message, level: textOf(value, 'level') ?? 'error', api: textOf(value, 'api') }
}

function readConnection(value: unknown): ListedConnection | undefined {
  if (!isRecord(value)) return undefined
  const connectionId = textOf(value, 'connectionId')
  if (connectionId === undefined) return undefined
  return {
    connectionId,
    api: textOf(value, 'api') ?? '',
    userId: textOf(value, 'userId'),
    name: textOf(value, 'name'),
    connectedAt: momentOf(value, 'connectedAt') ?? 0,
    sourceIp: textOf(value, 'sourceIp') ?? '',
    userAgent: textOf(value, 'userAgent'),
    topics: numberOf(value, 'topics') ?? 0,
  }
}

function readTopic(value: unknown): ListedTopic | undefined {
  if (!isRecord(value)) return undefined
  const topic = textOf(value, 'topic')
  if (topic === undefined) return undefined
  return { topic, api: textOf(value, 'api') ?? '', members: numberOf(value, 'members') ?? 0 }
}

function readSanction(value: unknown): ListedSanction | undefined {
  if (!isRecord(value) || !isRecord(value.subject)) return undefined
  const user = textOf(value.subject, 'user')
  const token = textOf(value.subject, 'token')
  const subject = user !== undefined ? { user } : token !== undefined ? { token } : undefined
  if (subject === undefined) return undefined
  return {
    kind: textOf(value, 'kind') ?? '?',
    subject,
    until: momentOf(value, 'until') ?? 0,
    reason: textOf(value, 'reason'),
  }
}

/** A moment as milliseconds since 1970, however it is written. */
function momentOf(fields: Fields, name: string): number | undefined {
  const text = textOf(fields, name)
  const parsed = text === undefined ? Number.NaN : Date.parse(text)
  return numberOf(fields, name) ?? (Number.isNaN(parsed) ? undefined : parsed)
}
