import { isRecord, listOf, numberOf, textOf } from '../shared/record.ts'
import { momentOf } from './moment-of.ts'

export interface ListedConnection {
  readonly node: string
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
  /** Nodes that did not answer, of which nothing is listed. */
  readonly silent: readonly string[]
}

export interface ListedTopics extends Listed<ListedTopic> {
  /** Only so many of the largest of each node are listed; `undefined`: all are. */
  readonly largestOfEach: number | undefined
}

export function readConnections(body: unknown): Listed<ListedConnection> {
  const fields = isRecord(body) ? body : {}
  return {
    items: listOf(fields.connections, readConnection),
    next: textOf(fields, 'next'),
    silent: readSilent(fields),
  }
}

export function readTopics(body: unknown): ListedTopics {
  const fields = isRecord(body) ? body : {}
  return {
    items: listOf(fields.topics, readTopic),
    next: textOf(fields, 'next'),
    silent: readSilent(fields),
    largestOfEach: numberOf(fields, 'largestOfEach'),
  }
}

export function readSanctions(body: unknown): readonly ListedSanction[] {
  return listOf(isRecord(body) ? body.sanctions : undefined, readSanction)
}

/** Nodes that did not answer, in an answer of all. */
export function readSilent(body: unknown): readonly string[] {
  return listOf(isRecord(body) ? body.silent : undefined, (node) =>
    typeof node === 'string' ? node : undefined,
  )
}

function readConnection(value: unknown): ListedConnection | undefined {
  if (!isRecord(value)) return undefined
  const connectionId = textOf(value, 'connectionId')
  if (connectionId === undefined) return undefined
  return {
    node: textOf(value, 'node') ?? '',
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
