import type { Connections, OpenConnection } from '../../core/ports/connections.ts'
import { type ConnectionRow, connectionKey, connectionRow, forgetting, liveRow } from './connection-row.ts'
import { forgetName, keepName, nameOf } from './connection-topics.ts'
import { dayAfter } from './day.ts'
import { json, number, plain } from './item.ts'
import { membershipKey, writeMembership } from './memberships.ts'
import type { DynamoTable } from './table.ts'
import { bitsOf, stride } from './ticket.ts'
import { topicKey, topicKeyOf } from './topic-key.ts'

export interface DynamoConnectionsOptions {
  readonly table: DynamoTable
  /** The API's name. The same in `dynamoMembers`. */
  readonly api: string
}

/** Deletions that are under way at once. */
const atOnce = 25

export function dynamoConnections({ table, api }: DynamoConnectionsOptions): Connections {
  const read = async (connectionId: string): Promise<ConnectionRow | undefined> =>
    liveRow(await table.get(connectionKey(api, connectionId)), connectionId, table.clock)

  return {
    open: (connection, topics) => openConnection(table, api, connection, topics),
    get: async (connectionId) => (await read(connectionId))?.connection,
    async renew(connectionId, user) {
      await table.change(connectionKey(api, connectionId), {
        change: 'SET #user = :user',
        where: 'attribute_exists(pk)',
        names: { '#user': 'user' },
        values: { ':user': json(user) },
      })
    },
    async topicsOf(connectionId) {
      const { pk } = connectionKey(api, connectionId)
      const parts = [...((await read(connectionId))?.tickets.keys() ?? [])]
      const names: string[] = []
      while (parts.length > 0) {
        names.push(...(await Promise.all(parts.splice(0, atOnce).map((part) => nameOf(table, pk, part)))))
      }
      return names
    },
    end: (connectionId, by) => endConnection(table, api, connectionId, by),
    async forget(connectionId) {
      const key = connectionKey(api, connectionId)
      const row = await markedRow(table, api, connectionId)
      if (row === undefined) return
      const tickets = [...row.tickets]
      while (tickets.length > 0) {
        await Promise.all(
          tickets.splice(0, atOnce).map(async ([part, ticket]) => {
            await table.remove(membershipKey(topicKeyOf(api, part), connectionId, bitsOf(ticket)))
            await forgetName(table, key.pk, part)
          }),
        )
      }
      await table.remove(key)
    },
  }
}

/** The row first: a membership without it would be in nobody's way to be taken out. */
async function openConnection(
  table: DynamoTable,
  api: string,
  { connectionId, user, connectedAt, sourceIp }: OpenConnection,
  topics: readonly string[],
): Promise<void> {
  const ttl = dayAfter(connectedAt)
  const memberships = await Promise.all(
    [...new Set(topics)].map(async (name, index) => {
      const topic = topicKey(api, name)
      await keepName(table, connectionKey(api, connectionId).pk, name)
      return { topic, connectionId, ticket: index * stride + (await table.levels.newest(topic.pk)) }
    }),
  )
  await table.put(connectionKey(api, connectionId), {
    user: json(user),
    connectedAt: number(connectedAt),
    sourceIp: plain(sourceIp),
    joins: number(memberships.length * stride),
    topics: { M: Object.fromEntries(memberships.map(({ topic, ticket }) => [topic.part, number(ticket)])) },
    ttl: number(ttl),
  })
  await Promise.all(memberships.map((membership) => writeMembership(table, membership, { connectedAt, ttl })))
}

async function endConnection(
  table: DynamoTable,
  api: string,
  connectionId: string,
  by: string,
): Promise<OpenConnection | 'taken' | 'gone'> {
  const { isDone, was } = await table.change(connectionKey(api, connectionId), {
    change: 'SET endedBy = :by',
    where: '#ttl > :now AND (attribute_not_exists(endedBy) OR endedBy = :by)',
    names: { '#ttl': 'ttl' },
    values: { ':by': json(by), ':now': number(Math.floor(table.clock.now() / 1_000)) },
  })
  const row = liveRow(was, connectionId, table.clock)
  if (row === undefined) return 'gone'
  return isDone ? row.connection : 'taken'
}

/** What is to be forgotten, once nobody can join any more. It may have been there for longer than a day. */
async function markedRow(
  table: DynamoTable,
  api: string,
  connectionId: string,
): Promise<ConnectionRow | undefined> {
  const key = connectionKey(api, connectionId)
  const item = await table.get(key)
  if (item === undefined) return undefined
  const row = connectionRow(item, connectionId)
  if (row.state !== 'open') return row
  const { was } = await table.change(key, {
    change: 'SET endedBy = if_not_exists(endedBy, :forgetting)',
    where: 'attribute_exists(pk)',
    values: { ':forgetting': plain(forgetting) },
  })
  return was === undefined ? undefined : connectionRow(was, connectionId)
}
