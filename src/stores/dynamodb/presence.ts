import type { Attendance, Attendee, Person, Presence } from '../../core/ports/presence.ts'
import { changeCrowd, countOf, lookAtPeople, type PeopleRead, readPeople } from './presence-look.ts'
import {
  addStay,
  forgetOver,
  isHere,
  moveStays,
  ownerOf,
  type PersonRow,
  personRow,
  presencePk,
  putOwner,
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

/** A row for each person, which every change counts up; who is over is told to whoever deletes the row as it was read. */
export function dynamoPresence({ table, api }: DynamoPresenceOptions): Presence {
  const visit = (topic: string, now: number): Visit => ({ table, pk: presencePk(api, topic), now })

  return {
    enter: (topic, attendee, expiresAt, now) => enter(visit(topic, now), attendee, expiresAt),
    async leave(topic, connectionId, until, now) {
      const at = visit(topic, now)
      const key = await ownerOf(table, at.pk, connectionId)
      const whose = key && (await shortenStay(table, key, connectionId, until))
      return sweep(at, await look(at), { whose })
    },
    keep: (topic, connectionIds, expiresAt, now) => keep(visit(topic, now), connectionIds, expiresAt),
    async list(topic, limit, now) {
      const at = visit(topic, now)
      const read = await readPeople(table, at.pk, 0)
      const here = read.rows.filter((row) => isHere(row, now)).toSorted((a, b) => a.since - b.since)
      return { people: here.slice(0, limit).map(({ person }) => person), count: countOf(read, now) }
    },
  }
}

const look = ({ table, pk, now }: Visit): Promise<PeopleRead> => lookAtPeople(table, pk, now)

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
  return { isNew, ...(await sweep(at, await look(at), { gone, came: isNew ? 1 : 0 })) }
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
  const key = typeof group === 'string' ? await ownerOf(table, pk, group) : group.key
  if (key === undefined) return connectionIds
  const isMoved = (ids: readonly string[]) => moveStays(table, key, ids.map(stayName), expiresAt, now)
  if (await isMoved(connectionIds)) return []
  if (connectionIds.length === 1) return connectionIds
  const moved = await Promise.all(connectionIds.map((id) => isMoved([id])))
  return connectionIds.filter((_, index) => moved[index] === false)
}

interface Noticed {
  /** Who has gone, and whose row is not there any more. */
  readonly gone?: readonly Person[]
  /** Whose connection has left, as the row was then. */
  readonly whose?: PersonRow | undefined
  /** How many have come. */
  readonly came?: number
}

/** Take out who is over, of those who were read. */
async function sweep(
  { table, pk, now }: Visit,
  read: PeopleRead,
  { gone: known = [], whose, came = 0 }: Noticed = {},
): Promise<Attendance> {
  const rows = new Map([...(whose ? [whose] : []), ...read.rows].map((row) => [row.key.sk, row]))
  const over = [...rows.values()].filter((row) => !isHere(row, now)).slice(0, mostGone - known.length)
  const gone = [...known]
  const waiting = [...over]
  while (waiting.length > 0) {
    const removed = waiting
      .splice(0, atOnce)
      .map(async (row) => ((await removePerson(table, row)) ? [row.person] : []))
    gone.push(...(await Promise.all(removed)).flat())
  }
  const by = came - gone.length
  const isCrowd = read.counted !== undefined
  return { count: isCrowd && by !== 0 ? await changeCrowd(table, pk, by) : countOf(read, now), gone }
}
