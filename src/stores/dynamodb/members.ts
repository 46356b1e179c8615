import type { Members } from '../../core/ports/members.ts'
import type { Joined } from '../../core/ports/topics.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { type ConnectionRow, connectionKey, liveRow } from './connection-row.ts'
import { keepName } from './connection-topics.ts'
import { number } from './item.ts'
import { lookAt } from './look.ts'
import { membershipKey, removeMembership, writeMembership } from './memberships.ts'
import { readSegment } from './read-segment.ts'
import type { DynamoTable } from './table.ts'
import { stride, type Ticket } from './ticket.ts'
import { type TopicKey, topicKey } from './topic-key.ts'

export interface DynamoMembersOptions {
  readonly table: DynamoTable
  /** The API's name. The same in `dynamoConnections`. */
  readonly api: string
  /** In how many topics a connection may be, those that it was opened in included. */
  readonly maxTopics: number
  /** Members of a partition at which a topic gets more of them; 4,000 if not given. */
  readonly maxPerPartition?: number
}

/** A connection that wants to be in a topic, or out of it. */
interface Seat {
  readonly table: DynamoTable
  readonly api: string
  readonly maxTopics: number
  readonly topic: TopicKey
  readonly connectionId: string
}

const defaultMaxPerPartition = 4_000
/** A join is tried again when what it failed for was over when it was looked at. */
const maxAttempts = 5

export function dynamoMembers(options: DynamoMembersOptions): Members {
  const { table, api, maxTopics, maxPerPartition = defaultMaxPerPartition } = options
  const seat = (name: string, connectionId: string): Seat => ({
    table,
    api,
    maxTopics,
    topic: topicKey(api, name),
    connectionId,
  })

  return {
    async join(topic, connectionId) {
      await keepName(table, connectionKey(api, connectionId).pk, topic)
      return join(seat(topic, connectionId))
    },
    leave: (topic, connectionId) => leave(seat(topic, connectionId)),
    async has(topic, connectionId) {
      const row = await rowOf(seat(topic, connectionId))
      return row?.tickets.has(topicKey(api, topic).part) ?? false
    },
    look: (topic, limit) => lookAt(table, topicKey(api, topic), limit, maxPerPartition),
    read: (topic, segment, after) => readSegment(table, topicKey(api, topic), segment, after),
  }
}

async function rowOf({ table, api, connectionId }: Seat): Promise<ConnectionRow | undefined> {
  return liveRow(await table.get(connectionKey(api, connectionId)), connectionId, table.clock)
}

async function join(seat: Seat): Promise<Joined> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const answer = await joinOnce(seat)
    if (answer !== 'again') return answer
  }
  throw new Unavailable('a connection joined and left faster than it could be looked at')
}

async function joinOnce(seat: Seat): Promise<Joined | 'again'> {
  const { table, api, topic, connectionId, maxTopics } = seat
  const bits = await table.levels.newest(topic.pk)
  const { isDone, was } = await table.change(connectionKey(api, connectionId), {
    change: 'SET topics.#topic = joins + :bits, joins = joins + :stride',
    where:
      '#ttl > :now AND attribute_not_exists(endedBy) AND attribute_not_exists(topics.#topic) AND size(topics) < :max',
    names: { '#ttl': 'ttl', '#topic': topic.part },
    values: {
      ':bits': number(bits),
      ':stride': number(stride),
      ':max': number(maxTopics),
      ':now': number(Math.floor(table.clock.now() / 1_000)),
    },
  })
  const row = liveRow(was, connectionId, table.clock)
  if (row === undefined || row.state !== 'open') return 'gone'
  if (isDone) return (await enter(seat, row, row.joins + bits)) ? 'joined' : 'gone'
  const ticket = row.tickets.get(topic.part)
  // Whoever joined may have died before it was written.
  if (ticket !== undefined) return (await enter(seat, row, ticket)) ? 'already' : 'gone'
  return row.tickets.size >= maxTopics ? 'full' : 'again'
}

/** Write the membership of a join. `false`: the connection has ended meanwhile, and nothing is left of it. */
async function enter(
  seat: Seat,
  { connection: { connectedAt }, ttl }: ConnectionRow,
  ticket: Ticket,
): Promise<boolean> {
  const { table, topic, connectionId } = seat
  const membership = { topic, connectionId, ticket }
  await writeMembership(table, membership, { connectedAt, ttl })
  // Whoever took the connection out of its topics since it joined may have been here before the membership.
  const row = await rowOf(seat)
  const isOpen = row?.state === 'open'
  if (!isOpen || row.tickets.get(topic.part) !== ticket) await removeMembership(table, membership)
  return isOpen
}

async function leave(seat: Seat): Promise<boolean> {
  const { table, api, topic, connectionId } = seat
  const { isDone, was } = await table.change(connectionKey(api, connectionId), {
    change: 'REMOVE topics.#topic',
    where: 'attribute_exists(topics.#topic)',
    names: { '#topic': topic.part },
  })
  const row = liveRow(was, connectionId, table.clock)
  const ticket = row?.tickets.get(topic.part)
  if (ticket === undefined) {
    await sweepUp(seat, row)
    return false
  }
  // It was no member when it was asked for, and had joined when it was looked at.
  if (!isDone) return leave(seat)
  await removeMembership(table, { topic, connectionId, ticket })
  return true
}

/** Take out what somebody who died in the middle may have left, but nothing that was joined since. */
async function sweepUp({ table, topic, connectionId }: Seat, row: ConnectionRow | undefined): Promise<void> {
  for (const bits of await table.levels.all(topic.pk)) {
    await table.remove(
      membershipKey(topic, connectionId, bits),
      row && { where: 'ticket < :joins', values: { ':joins': number(row.joins) } },
    )
  }
}
