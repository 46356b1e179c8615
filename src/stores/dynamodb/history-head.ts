import type { Ids } from '../../core/ports/ids.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { eventPrefix, eventRow, headKey, isLive } from './history-event.ts'
import { type Item, number, numberOf, plain, plainOf, there } from './item.ts'
import type { Condition, DynamoRows } from './rows.ts'

/** Where a topic is. */
export interface Whereabouts {
  readonly pk: string
  readonly epoch: string
  /** The offset of the newest event. */
  readonly newest: number
  /** No event may have a time to live before this. */
  readonly minTtl: number
}

/** What is said of a topic beside its events. */
interface Head {
  readonly epoch: string
  /** An offset that was given: the newest one, where no event is there to tell it. */
  readonly base: number
  /** Until then the epoch holds without events, in ms. */
  readonly until: number
  readonly ttl: number
}

const dayMs = 24 * 60 * 60_000
/** An epoch outlives its events by so much, and an event is there so long after it is too old. */
export const slackMs = 7 * dayMs
/** The head is written again once so much is left: who comes then has days until the epoch may end. */
const renewedMs = slackMs / 2
/** Rows are to be deleted after the events that need them, whatever the clocks and the order. */
const sparedMs = 30 * dayMs
const maxAttempts = 10
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/**
 * Where a topic is, in one read. One that nobody has used gets an epoch, and so does one whose events may have been deleted before
 * anybody noted how many there were. `eventTtl`: what an event that is about to be appended has.
 */
export async function whereabouts(
  rows: DynamoRows,
  ids: Ids,
  pk: string,
  eventTtl = 0,
): Promise<Whereabouts> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const now = rows.clock.now()
    const end = await endOf(rows, pk)
    const { head, newest, lastTtl } = end
    const next = nextHead(end, { now, eventTtl, ids })
    if (next === undefined || (await write(rows, pk, next, head))) {
      const { epoch, until } = next ?? head ?? nowhere
      const isSame = epoch === head?.epoch
      return {
        pk,
        epoch,
        newest: isSame ? newest : 0,
        minTtl: Math.max(secondsOf(until), isSame ? lastTtl : 0),
      }
    }
  }
  throw new Unavailable('where a topic is was written by others faster than it could be read')
}

const nowhere = { epoch: '', until: 0 }

interface Visit {
  readonly now: number
  readonly eventTtl: number
  readonly ids: Ids
}

/** The head that has to be written first; `undefined` if it can stay as it is. */
function nextHead({ head, newest, lastTtl, met }: End, { now, eventTtl, ids }: Visit): Head | undefined {
  const left = Math.max(head?.until ?? 0, lastTtl * 1_000) - now
  if (head === undefined || left <= 0) {
    return { epoch: epochAfter(met, now, ids), base: 0, ...lives(now, eventTtl) }
  }
  if (left >= renewedMs && head.ttl >= eventTtl) return undefined
  return { epoch: head.epoch, base: newest, ...lives(now, Math.max(eventTtl, lastTtl)) }
}

const secondsOf = (moment: number): number => Math.ceil(moment / 1_000)

function lives(now: number, eventTtl: number): Pick<Head, 'until' | 'ttl'> {
  return {
    until: now + slackMs,
    ttl: Math.max(secondsOf(now + slackMs), eventTtl) + secondsOf(sparedMs),
  }
}

/** What a topic ends with. */
interface End {
  readonly head: Head | undefined
  readonly newest: number
  /** Of the newest event of the epoch, in seconds; 0 if there is none. */
  readonly lastTtl: number
  /** Epochs of which there is something. */
  readonly met: readonly string[]
}

async function endOf(rows: DynamoRows, pk: string): Promise<End> {
  const items: Item[] = []
  let after: string | undefined
  do {
    const range = { pk, from: eventPrefix, to: headKey(pk).sk, limit: 2, isBackwards: true, after }
    const page = await rows.page(range)
    items.push(...page.items)
    after = page.next
  } while (after !== undefined && items.length < 2)
  const isHead = (item: Item): boolean => plainOf(item.sk) === headKey(pk).sk
  const [head] = items.filter((item) => isHead(item) && isLive(item, rows.clock)).map(headOf)
  const [event] = items.filter((item) => !isHead(item)).map(eventRow)
  const last = event !== undefined && event.epoch === head?.epoch ? event : undefined
  const isThere = last !== undefined && last.ttl * 1_000 > rows.clock.now()
  return {
    head,
    newest: Math.max(head?.base ?? 0, isThere ? last.offset : 0),
    lastTtl: isThere ? last.ttl : 0,
    met: [head, event].flatMap((found) => found?.epoch ?? []),
  }
}

function headOf(item: Item): Head {
  return {
    epoch: there(plainOf(item.epoch), 'epoch'),
    base: there(numberOf(item.base), 'base'),
    until: there(numberOf(item.until), 'until'),
    ttl: there(numberOf(item.ttl), 'ttl'),
  }
}

/** `false` if somebody else has written it since `was` was read. */
async function write(rows: DynamoRows, pk: string, head: Head, was: Head | undefined): Promise<boolean> {
  const { epoch, base, until, ttl } = head
  const attributes = { epoch: plain(epoch), base: number(base), until: number(until), ttl: number(ttl) }
  return rows.put(headKey(pk), attributes, unlessChanged(rows, was))
}

function unlessChanged(rows: DynamoRows, was: Head | undefined): Condition {
  if (was === undefined) {
    return {
      where: 'attribute_not_exists(pk) OR #ttl <= :second',
      names: { '#ttl': 'ttl' },
      values: { ':second': number(Math.floor(rows.clock.now() / 1_000)) },
    }
  }
  return {
    where: 'epoch = :epoch AND #until = :until',
    names: { '#until': 'until' },
    values: { ':epoch': plain(was.epoch), ':until': number(was.until) },
  }
}

const momentLength = 9

/** An epoch that nobody can guess, and that comes after those that were met. */
function epochAfter(met: readonly string[], now: number, ids: Ids): string {
  const moments = met.map((epoch) => momentOf(epoch) + 1)
  const moment = Math.max(now, ...moments)
  return moment.toString(36).padStart(momentLength, '0') + ids.draw(alphabet, 5)
}

const momentOf = (epoch: string): number => Number.parseInt(epoch.slice(0, momentLength), 36)
