import type { Clock } from '../../core/ports/clock.ts'
import type { HistoryEvent } from '../../core/ports/history.ts'
import { isForgotten } from './day.ts'
import { type Item, json, number, numberOf, plain, plainOf, textOf, there } from './item.ts'
import { keyPart } from './key-part.ts'
import type { DynamoRows, Key } from './rows.ts'

/** The row of an event. */
export interface EventRow extends HistoryEvent {
  readonly epoch: string
  readonly at: number
  /** In seconds, as all times to live. Not before that of the event before it. */
  readonly ttl: number
  /** The call that has written it. */
  readonly by: string
  readonly key?: string | undefined
  readonly note?: string | undefined
}

/** The partition of a topic's events and of its head. */
export const historyPk = (api: string, topic: string): string => `${keyPart(api)}#history#${keyPart(topic)}`

/** Behind all events, so that one read backwards has it and the newest event. */
export const headKey = (pk: string): Key => ({ pk, sk: 'h' })

export const eventPrefix = 'e'

const digits = 15

/** Epochs are equally long, and a later one is greater. */
export function eventKey(pk: string, epoch: string, offset: number): Key {
  return { pk, sk: `${eventPrefix}${epoch}#${String(offset).padStart(digits, '0')}` }
}

/** `false` if there is an event already. One that is there only because nobody has deleted it yet does not count. */
export function putEvent(rows: DynamoRows, pk: string, event: EventRow): Promise<boolean> {
  const { epoch, offset, text, at, ttl, by, key, note } = event
  return rows.put(
    eventKey(pk, epoch, offset),
    {
      text: json(text),
      at: number(at),
      ttl: number(ttl),
      by: plain(by),
      ...(key !== undefined && { key: json(key) }),
      ...(note !== undefined && { note: json(note) }),
    },
    {
      where: 'attribute_not_exists(pk) OR #ttl <= :second',
      names: { '#ttl': 'ttl' },
      values: { ':second': number(Math.floor(rows.clock.now() / 1_000)) },
    },
  )
}

export function eventRow(item: Item): EventRow {
  const [epoch = '', offset] = there(plainOf(item.sk), 'sk').slice(eventPrefix.length).split('#')
  return {
    epoch,
    offset: Number(offset),
    text: there(textOf(item.text), 'text'),
    at: there(numberOf(item.at), 'at'),
    ttl: there(numberOf(item.ttl), 'ttl'),
    by: there(plainOf(item.by), 'by'),
    key: textOf(item.key),
    note: textOf(item.note),
  }
}

export interface EventRange {
  readonly pk: string
  readonly epoch: string
  readonly from: number
  readonly to: number
  readonly isBackwards?: boolean
  /** How many are read at once. */
  readonly atOnce: number
}

/** The events from one offset to another, both included, as far as they are there. */
export async function* eventsIn(rows: DynamoRows, range: EventRange): AsyncGenerator<EventRow> {
  const { pk, epoch, from, to, isBackwards = false, atOnce } = range
  if (from > to) return
  const keys = { pk, from: eventKey(pk, epoch, from).sk, to: eventKey(pk, epoch, to).sk }
  let after: string | undefined
  do {
    const page = await rows.page({ ...keys, limit: atOnce, isBackwards, after })
    for (const item of page.items) if (isLive(item, rows.clock)) yield eventRow(item)
    after = page.next
  } while (after !== undefined)
}

export const isLive = (item: Item, clock: Clock): boolean => !isForgotten(item, clock)
