import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock } from '../../core/ports/clock.ts'
import type { OpenConnection } from '../../core/ports/connections.ts'
import { isForgotten } from './day.ts'
import { type Item, jsonOf, numberOf, plainOf, there } from './item.ts'
import { keyPart } from './key-part.ts'
import type { Key } from './rows.ts'
import type { Ticket } from './ticket.ts'

/** `endedBy` while a connection is forgotten. Who ends one is written as JSON, which this is not. */
export const forgetting = 'forgetting'

export interface ConnectionRow {
  readonly connection: OpenConnection
  /** The ticket before the bits of whoever joins next: greater than that of any join until now. */
  readonly joins: number
  /** By the part of its key that names the topic. */
  readonly tickets: ReadonlyMap<string, Ticket>
  readonly state: 'open' | 'ending' | 'forgetting'
  readonly ttl: number
}

export function connectionKey(api: string, connectionId: string): Key {
  return { pk: `${keyPart(api)}#connection#${keyPart(connectionId)}`, sk: 'connection' }
}

const texts = Type.Record(Type.String(), Type.String())
const storedUser = Compile(
  Type.Object({
    id: Type.String(),
    name: Type.Optional(Type.String()),
    context: Type.Optional(texts),
    nativeContext: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    ),
    identity: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))),
    usageIdentifierKey: Type.Optional(Type.String()),
  }),
)

/** `undefined` for one that is not there, or only because nobody has deleted it yet. */
export function liveRow(
  item: Item | undefined,
  connectionId: string,
  clock: Clock,
): ConnectionRow | undefined {
  if (item === undefined || isForgotten(item, clock)) return undefined
  const row = connectionRow(item, connectionId)
  return row.state === 'forgetting' ? undefined : row
}

export function connectionRow(item: Item, connectionId: string): ConnectionRow {
  const user = jsonOf(item.user)
  if (!storedUser.Check(user)) throw new TypeError('what is stored is no user')
  const endedBy = plainOf(item.endedBy)
  return {
    connection: {
      connectionId,
      user,
      connectedAt: there(numberOf(item.connectedAt), 'connectedAt'),
      sourceIp: there(plainOf(item.sourceIp), 'sourceIp'),
    },
    joins: there(numberOf(item.joins), 'joins'),
    tickets: new Map(
      Object.entries(item.topics?.M ?? {}).map(([part, value]) => [part, there(numberOf(value), part)]),
    ),
    state: endedBy === undefined ? 'open' : endedBy === forgetting ? 'forgetting' : 'ending',
    ttl: there(numberOf(item.ttl), 'ttl'),
  }
}
