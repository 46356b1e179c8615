import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { placeOf } from '../../core/ports/members.ts'
import type { Attendee, Person } from '../../core/ports/presence.ts'
import { type Item, json, jsonOf, number, numberOf, plainOf, textOf, there } from './item.ts'
import { keyPart } from './key-part.ts'
import type { Changed, Condition, DynamoRows, Key } from './rows.ts'

/** Somebody in a topic: the person's row, with a deadline for each connection. */
export interface PersonRow {
  readonly key: Key
  readonly person: Person
  /** When the person came. */
  readonly since: number
  /** Counted up by every change, so that who is over is taken out by one only. */
  readonly revision: number
  /** Deadlines in ms, by the attributes of the connections. */
  readonly stays: ReadonlyMap<string, number>
}

/** Rows past their time are deleted this long after it, in seconds. */
const spareSeconds = 86_400
const stayPrefix = 's#'
/** A row is tidied up when it has so many stays that ended so long ago. */
const mostOver = 20
const longMs = 60_000
const forgottenAtOnce = 100

export const presencePk = (api: string, topic: string): string => `${keyPart(api)}#presence#${keyPart(topic)}`

export const stayName = (connectionId: string): string => stayPrefix + keyPart(connectionId)

export const isHere = ({ stays }: PersonRow, now: number): boolean =>
  [...stays.values()].some((deadline) => deadline > now)

export const ttlOf = (deadline: number) => number(Math.ceil(deadline / 1_000) + spareSeconds)

export function personKey(pk: string, personId: string): Key {
  return { pk, sk: hexOf(placeOf(personId)) + keyPart(personId) }
}

/** A place as sort keys begin with it. */
export const hexOf = (place: number): string => place.toString(16).padStart(8, '0')

/** Whose a connection is: in a row of its own, because whoever leaves says only the connection. */
const ownerKey = (pk: string, connectionId: string): Key => ({
  pk: `${pk}#stay#${keyPart(connectionId)}`,
  sk: 'stay',
})

export async function putOwner(
  rows: DynamoRows,
  pk: string,
  { connectionId, person }: Attendee,
  deadline: number,
): Promise<void> {
  await rows.put(ownerKey(pk, connectionId), { person: json(person.id), ttl: ttlOf(deadline) })
}

/** The row of the person whose connection this is, if it was there lately. */
export async function ownerOf(rows: DynamoRows, pk: string, connectionId: string): Promise<Key | undefined> {
  const personId = textOf((await rows.get(ownerKey(pk, connectionId)))?.person)
  return personId === undefined ? undefined : personKey(pk, personId)
}

/** Put a connection into its person's row. */
export function addStay(
  rows: DynamoRows,
  pk: string,
  { connectionId, person }: Attendee,
  deadline: number,
  now: number,
): Promise<Changed> {
  return rows.change(personKey(pk, person.id), {
    change:
      'SET #stay = :deadline, person = :person, since = if_not_exists(since, :now), #ttl = :ttl ADD rev :one',
    names: { '#stay': stayName(connectionId), '#ttl': 'ttl' },
    values: {
      ':deadline': number(deadline),
      ':person': json(person),
      ':now': number(now),
      ':ttl': ttlOf(deadline),
      ':one': number(1),
    },
  })
}

/** Somebody who had gone unnoticed has come again: forget how it was before, unless it changes meanwhile. */
export async function startAnew(
  rows: DynamoRows,
  was: PersonRow,
  attribute: string,
  now: number,
): Promise<void> {
  const over = [...was.stays.keys()].filter((name) => name !== attribute)
  await forget(rows, was, over.slice(0, forgottenAtOnce), now)
}

/** Whoever comes back again and again without ever having gone would have a row that grows: forget stays that are long over. */
export async function forgetOver(
  rows: DynamoRows,
  was: PersonRow,
  attribute: string,
  now: number,
): Promise<void> {
  const over = [...was.stays].flatMap(([name, deadline]) =>
    name !== attribute && deadline < now - longMs ? [name] : [],
  )
  if (over.length >= mostOver) await forget(rows, was, over.slice(0, forgottenAtOnce))
}

/** Unless somebody has changed the row since a stay was added to it. `since`: when the person has come, if that is to be another time. */
async function forget(
  rows: DynamoRows,
  { key, revision }: PersonRow,
  attributes: readonly string[],
  since?: number,
): Promise<void> {
  const names = Object.fromEntries(attributes.map((name, index) => [`#s${index}`, name]))
  const parts = [
    ...(since === undefined ? [] : ['SET since = :since']),
    'ADD rev :one',
    ...(attributes.length === 0 ? [] : [`REMOVE ${Object.keys(names).join(', ')}`]),
  ]
  await rows.change(key, {
    change: parts.join(' '),
    where: 'rev = :rev',
    ...(attributes.length > 0 && { names }),
    values: {
      ':one': number(1),
      ':rev': number(revision + 1),
      ...(since !== undefined && { ':since': number(since) }),
    },
  })
}

/** Let a connection's deadline be earlier. Answers the row as it is then, if there is one. */
export async function shortenStay(
  rows: DynamoRows,
  key: Key,
  connectionId: string,
  until: number,
): Promise<PersonRow | undefined> {
  const name = stayName(connectionId)
  const { isDone, was } = await rows.change(key, {
    change: 'SET #stay = :until ADD rev :one',
    where: '#stay > :until',
    names: { '#stay': name },
    values: { ':until': number(until), ':one': number(1) },
  })
  const row = was && personRow(was)
  if (row === undefined || !isDone) return row
  return { ...row, revision: row.revision + 1, stays: new Map([...row.stays, [name, until]]) }
}

/** Move the deadlines of connections that are there. `false`: one of them has ended meanwhile, and nothing was moved. */
export async function moveStays(
  rows: DynamoRows,
  key: Key,
  attributes: readonly string[],
  deadline: number,
  now: number,
): Promise<boolean> {
  const names = Object.fromEntries(attributes.map((name, index) => [`#s${index}`, name]))
  const aliases = Object.keys(names)
  const { isDone } = await rows.change(key, {
    change: `SET #ttl = :ttl, ${aliases.map((alias) => `${alias} = :deadline`).join(', ')} ADD rev :one`,
    where: aliases.map((alias) => `${alias} > :now`).join(' AND '),
    names: { ...names, '#ttl': 'ttl' },
    values: {
      ':deadline': number(deadline),
      ':now': number(now),
      ':ttl': ttlOf(deadline),
      ':one': number(1),
    },
  })
  return isDone
}

/** Take somebody out who is over. `false`: somebody else has done so, or there was a change. */
export function removePerson(rows: DynamoRows, { key, revision }: PersonRow): Promise<boolean> {
  const unchanged: Condition = { where: 'rev = :rev', values: { ':rev': number(revision) } }
  return rows.remove(key, unchanged)
}

const storedPerson = Compile(Type.Object({ id: Type.String(), name: Type.String() }))

export function personRow(item: Item): PersonRow {
  const person = jsonOf(item.person)
  if (!storedPerson.Check(person)) throw new TypeError('what is stored is no person')
  return {
    key: { pk: there(plainOf(item.pk), 'pk'), sk: there(plainOf(item.sk), 'sk') },
    person,
    since: there(numberOf(item.since), 'since'),
    revision: there(numberOf(item.rev), 'rev'),
    stays: new Map(
      Object.entries(item)
        .filter(([name]) => name.startsWith(stayPrefix))
        .map(([name, value]) => [name, there(numberOf(value), name)]),
    ),
  }
}
