import { placeOf, places } from '../../core/ports/members.ts'
import { type Item, number, numberOf, plainOf, there } from './item.ts'
import { placeIn } from './partition.ts'
import { hexOf, isHere, type PersonRow, personRow, ttlOf } from './presence-rows.ts'
import type { DynamoRows, Key, Range } from './rows.ts'

/** People that were read, all of them or a part. */
export interface PeopleRead {
  readonly rows: readonly PersonRow[]
  /** The part of the places of the topic that they are in; 0 where a few of a crowd were read. */
  readonly share: number
  /** How many the crowd was when it was counted, with who was said to have come and gone since. */
  readonly counted?: number
}

const atOnce = 500
const mostPeople = 1_000
/** Of a crowd so many are read at one place, and as many at another. */
const few = 32
/** More people than this are a crowd, which is counted now and then. Up to 100 are told of each other, and have to be seen. */
const mostSeen = 200
const countedEveryMs = 20_000
/** The sort key of the crowd's row, before that of anybody. */
const crowdName = '!'
const end = 'g'

/** Everybody, or a few of a crowd: with each look, others. */
export async function lookAtPeople(rows: DynamoRows, pk: string, now: number): Promise<PeopleRead> {
  const range = { pk, from: crowdName, to: end }
  const first = await readItems(rows, range, few)
  const people = peopleOf(first.items)
  if (first.next === undefined) return { rows: people, share: 1 }
  const place = placeOf(`${now}`)
  const counted = await crowdOf(rows, pk, first.items[0], now)
  if (counted !== undefined) {
    const others = peopleOf((await readItems(rows, { ...range, from: hexOf(place) }, few)).items)
    return { rows: once([...people, ...others]), share: 0, counted }
  }
  const rest = await readItems(rows, { ...range, after: first.next }, mostSeen - people.length)
  if (rest.next === undefined) return { rows: [...people, ...peopleOf(rest.items)], share: 1 }
  const read = await readPeople(rows, pk, place)
  await noteCrowd(rows, pk, countOf(read, now), now)
  return read
}

/** How many there are, of those whose time is not over. */
export function countOf({ rows, share, counted }: PeopleRead, now: number): number {
  if (counted !== undefined) return counted
  const here = rows.filter((row) => isHere(row, now)).length
  return share === 1 ? here : Math.round(here / share)
}

const crowdKey = (pk: string): Key => ({ pk, sk: crowdName })

/** What is known of a crowd. `undefined`: it is for the caller to count, or it is no crowd. */
async function crowdOf(
  rows: DynamoRows,
  pk: string,
  row: Item | undefined,
  now: number,
): Promise<number | undefined> {
  const [people = 0, at = 0] = [numberOf(row?.people), numberOf(row?.countedAt)]
  if (people <= mostSeen) return undefined
  if (now - at < countedEveryMs) return people
  const { isDone } = await rows.change(crowdKey(pk), {
    change: 'SET countedAt = :now',
    where: 'countedAt = :was',
    values: { ':now': number(now), ':was': number(at) },
  })
  return isDone ? undefined : people
}

async function noteCrowd(rows: DynamoRows, pk: string, people: number, now: number): Promise<void> {
  await rows.put(crowdKey(pk), { people: number(people), countedAt: number(now), ttl: ttlOf(now) })
}

/** Note that so many more have come to a crowd than have gone. Answers how many there are then. */
export async function changeCrowd(rows: DynamoRows, pk: string, by: number): Promise<number> {
  const { was } = await rows.change(crowdKey(pk), {
    change: 'ADD people :by',
    values: { ':by': number(by) },
  })
  return (numberOf(was?.people) ?? 0) + by
}

/** Everybody, or about a thousand from `place` on, if there are more. */
export async function readPeople(rows: DynamoRows, pk: string, place: number): Promise<PeopleRead> {
  const people: PersonRow[] = []
  const ranges = [
    [hexOf(place), end],
    ['0', hexOf(place)],
  ] as const
  for (const [from, to] of place === 0 ? ranges.slice(0, 1) : ranges) {
    const wanted = Math.max(few, mostPeople - people.length)
    const { items, next } = await readItems(rows, { pk, from, to }, wanted)
    people.push(...peopleOf(items))
    if (next !== undefined) return { rows: people, share: shareOf(people, place) }
  }
  return { rows: people, share: 1 }
}

function shareOf(people: readonly PersonRow[], place: number): number {
  const last = placeIn(there(people.at(-1), 'people').key.sk)
  return ((last - place + places) % places) / places
}

/** So many, or a few more where a page has them. */
async function readItems(rows: DynamoRows, range: Omit<Range, 'limit'>, most: number) {
  const items: Item[] = []
  let next = range.after
  do {
    const page = await rows.page({ ...range, after: next, limit: Math.min(atOnce, most) })
    items.push(...page.items)
    next = page.next
  } while (next !== undefined && items.length < most)
  return { items, next }
}

const peopleOf = (items: readonly Item[]): PersonRow[] =>
  items.filter(({ sk }) => plainOf(sk) !== crowdName).map(personRow)

const once = (people: readonly PersonRow[]): PersonRow[] => [
  ...new Map(people.map((row) => [row.key.sk, row])).values(),
]
