import { isRecord, listOf, numberOf, textOf } from '../shared/record.ts'
import { momentOf } from './moment-of.ts'

export interface ApiCounts {
  readonly name: string
  readonly path: string
  readonly connections: number
  readonly topics: number
  /** These four since the start of the node. */
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
  readonly node: string | undefined
}

/** What a node said of itself. */
export interface LiveNode {
  readonly node: string
  readonly address: string
  readonly version: string
  readonly startedAt: number
  /** Its clock when it answered. */
  readonly now: number
  readonly isDraining: boolean
  /** Why it takes no connections. */
  readonly problem: string | undefined
  readonly apis: readonly ApiCounts[]
  readonly turns: Latency
  readonly publishing: Latency
}

export interface ServerState {
  /** The node that answered. */
  readonly node: string
  /** Its clock then. */
  readonly now: number
  readonly nodes: readonly LiveNode[]
  /** Nodes that did not answer the one that did. */
  readonly silent: readonly string[]
  /** Newest first. */
  readonly errors: readonly LoggedError[]
}

/** `undefined` for an answer that is none. */
export function readState(body: unknown): ServerState | undefined {
  if (!isRecord(body)) return undefined
  const now = momentOf(body, 'now')
  const node = textOf(body, 'node')
  if (now === undefined || node === undefined) return undefined
  return {
    node,
    now,
    nodes: listOf(body.nodes, readNode),
    silent: listOf(body.nodes, readSilent),
    errors: listOf(body.errors, readError).toSorted((one, other) => other.at - one.at),
  }
}

function readSilent(value: unknown): string | undefined {
  return isRecord(value) && value.silent === true ? textOf(value, 'node') : undefined
}

function readNode(value: unknown): LiveNode | undefined {
  if (!isRecord(value)) return undefined
  const node = textOf(value, 'node')
  const now = momentOf(value, 'now')
  const startedAt = momentOf(value, 'startedAt')
  if (node === undefined || now === undefined || startedAt === undefined) return undefined
  return {
    node,
    now,
    startedAt,
    address: textOf(value, 'address') ?? '',
    version: textOf(value, 'version') ?? '',
    isDraining: value.draining === true,
    problem: textOf(value, 'problem'),
    apis: listOf(value.apis, readApi),
    turns: readLatency(value.turns),
    publishing: readLatency(value.publishMs),
  }
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
  return {
    at,
    message,
    level: textOf(value, 'level') ?? 'error',
    api: textOf(value, 'api'),
    node: textOf(value, 'node'),
  }
}
