import { placeOf } from '../../core/ports/members.ts'
import type { Attendance, Attendee, Person, Presence } from '../../core/ports/presence.ts'
import {
  addStay,
  forgetOver,
  isHere,
  moveStays,
  ownerOf,
  type PeopleRead,
  type PersonRow,
  personRow,
  presencePk,
  putOwner,
  readPeople,
  removePerson,
  shortenStay,
  startAnew,
  stayName,
} from './presence-rows.ts'
import type { DynamoTable } from './table.ts'

export interface DynamoPresenceOptions {
  readonly table: DynamoTable
  /** The API's name. */
  readonly api: string
}

/** A topic of people, at a moment. */
interface Visit {
  readonly table: DynamoTable
  readonly pk: string
  readonly now: number
}

const mostGone = 100
/** Writes that are under way at once. */
const atOnce = 25
const maxAttempts = 3

/** A row for each person, which every change counts up; who is over is told to whoever deletes the row as it was read. */
export function dynamoPresence({ table, api }: DynamoPresenceOptions): Presence {
  const visit = (topic: string, now: number): Visit => ({ table, pk: presencePk(api, topic), now })

  return {
    enter: (topic, attendee, expiresAt, now) => enter(visit(topic, now), attendee, expiresAt),
    async leave(topic, connectionId, until, now) {
      const at = visit(topic, now)
      const key = await ownerOf(table, at.pk, connectionId)
      if (key !== undefined) await shortenStay(table, key, connectionId, until)
      return sweep(at, await look(at))
    },
    keep: (topic, connectionIds, expiresAt, now) => keep(visit(topic, now), connectionIds, expiresAt),
    async list(topic, limit, now) {
      const at = visit(topic, now)
      const read = await readPeople(table, at.pk, 0)
      const here = read.rows.filter((row) => isHere(row, now)).toSorted((a, b) => a.since - b.since)
      return { people: here.slice(0, limit).map(({ person }) => person), count: countOf(read, here.length) }
    },
  }
}

/** Of a topic with too many people to read them all, each time another part is looked at. */
const look = ({ table, pk, now }: Visit): Promise<PeopleRead> => readPeople(table, pk, placeOf(`${now}`))

async function enter(
  at: Visit,
  attendee: Attendee,
  expiresAt: number,
): Promise<Attendance & { readonly isNew: boolean }> {
  const { table, pk, now } = at
  if (expiresAt <= now) return { isNew: false, ...(await sweep(at, await look(at))) }
  await putOwner(table, pk, attendee, expiresAt)
  const { was } = await addStay(table, pk, attendee, expiresAt, now)
  const before = was === undefined ? undefined : personRow(was)
  const isNew = before === undefined || !isHere(before, now)
  const gone: Person[] = []
  if (before !== undefined && isNew) {
    gone.push(before.person)
    await startAnew(table, before, stayName(attendee.connectionId), now)
  }
  if (before !== undefined && !isNew) await forgetOver(table, before, stayName(attendee.connectionId), now)
  return { isNew, ...(await sweep(at, await look(at), gone)) }
}

async function keep(
  at: Visit,
  connectionIds: readonly string[],
  expiresAt: number,
): Promise<Attendance & { readonly missing: readonly string[] }> {
  const read = await look(at)
  const rowOf = new Map(read.rows.flatMap((row) => [...row.stays.keys()].map((name) => [name, row] as const)))
  const missing = new Set<string>()
  const groups = new Map<PersonRow | string, string[]>()
  for (const id of connectionIds) {
    const row = rowOf.get(stayName(id))
    // One that was not seen in a part of the people may be in another one.
    const group = row ?? id
    if (row === undefined && read.share === 1) missing.add(id)
    else groups.set(group, [...(groups.get(group) ?? []), id])
  }
  const waiting = [...groups]
  while (waiting.length > 0) {
    const kept = waiting.splice(0, atOnce).map(([group, ids]) => keepOne(at, group, ids, expiresAt))
    for (const id of (await Promise.all(kept)).flat()) missing.add(id)
  }
  return { ...(await sweep(at, read)), missing: connectionIds.filter((id) => missing.has(id)) }
}

/** Move the deadlines of one person's connections. Those that are over are answered. */
async function keepOne(
  { table, pk, now }: Visit,
  group: PersonRow | string,
  connectionIds: readonly string[],
  expiresAt: number,
): Promise<readonly string[]> {
  const [first = ''] = connectionIds
  let row = typeof group === 'string' ? undefined : group
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (row === undefined) {
      const key = await ownerOf(table, pk, first)
      const item = key && (await table.get(key))
      if (item === undefined) return connectionIds
      row = personRow(item)
    }
    const stays: ReadonlyMap<string, number> = row.stays
    const isOver = (id: string): boolean => (stays.get(stayName(id)) ?? 0) <= now
    const here = connectionIds.filter((id) => !isOver(id))
    if (here.length === 0 || (await moveStays(table, row.key, here.map(stayName), expiresAt, now))) {
      return connectionIds.filter(isOver)
    }
    row = undefined
  }
  return connectionIds
}

/** Take out who is over, of those who were read. */
async function sweep(
  { table, now }: Visit,
  read: PeopleRead,
  known: readonly Person[] = [],
): Promise<Attendance> {
  const over = read.rows.filter((row) => !isHere(row, now)).slice(0, mostGone - known.length)
  const gone = [...known]
  const waiting = [...over]
  while (waiting.length > 0) {
    const removed = waiting
      .splice(0, atOnce)
      .map(async (row) => ((await removePerson(table, row)) ? [row.person] : []))
    gone.push(...(await Promise.all(removed)).flat())
  }
  return { count: countOf(read, read.rows.filter((row) => isHere(row, now)).length), gone }
}

/** How many people there are, of those that were read; about as many, if they are a part. */
function countOf({ share }: PeopleRead, here: number): number {
  return share === 1 ? here : Math.round(here / share)
}
