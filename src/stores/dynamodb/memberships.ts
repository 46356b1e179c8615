import { type Member, placeOf } from '../../core/ports/members.ts'
import { type Item, json, number, numberOf, plainOf, textOf, there } from './item.ts'
import { keyPart } from './key-part.ts'
import { memberKey, partIn, partitionAt } from './partition.ts'
import type { DynamoRows, Key } from './rows.ts'
import { bitsOf, type Ticket } from './ticket.ts'
import type { TopicKey } from './topic-key.ts'

/** A membership's row: where a topic's members are read from. */
export interface Membership {
  readonly topic: TopicKey
  readonly connectionId: string
  readonly ticket: Ticket
}

export function membershipKey(topic: TopicKey, connectionId: string, bits: number): Key {
  const place = placeOf(connectionId)
  return { pk: partitionAt(topic, bits, place), sk: memberKey(place, keyPart(connectionId)) }
}

/** Write it, unless a later join of the connection has. */
export async function writeMembership(
  rows: DynamoRows,
  { topic, connectionId, ticket }: Membership,
  { connectedAt, ttl }: { readonly connectedAt: number; readonly ttl: number },
): Promise<void> {
  const isInKey = keyPart(connectionId) === connectionId
  const attributes = { connectedAt: number(connectedAt), ticket: number(ticket), ttl: number(ttl) }
  await rows.put(
    membershipKey(topic, connectionId, bitsOf(ticket)),
    isInKey ? attributes : { ...attributes, id: json(connectionId) },
    {
      where: 'attribute_not_exists(ticket) OR ticket <= :ticket',
      values: { ':ticket': number(ticket) },
    },
  )
}

/** Take it out, unless a later join of the connection has written it. */
export async function removeMembership(
  rows: DynamoRows,
  { topic, connectionId, ticket }: Membership,
): Promise<void> {
  await rows.remove(membershipKey(topic, connectionId, bitsOf(ticket)), {
    where: 'ticket <= :ticket',
    values: { ':ticket': number(ticket) },
  })
}

export function memberOf(item: Item): Member {
  return {
    connectionId: textOf(item.id) ?? partIn(there(plainOf(item.sk), 'sk')),
    connectedAt: there(numberOf(item.connectedAt), 'connectedAt'),
  }
}
