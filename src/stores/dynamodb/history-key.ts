import { isForgotten } from './day.ts'
import { type Item, json, number, numberOf, plain, plainOf, textOf, there } from './item.ts'
import { keyPart } from './key-part.ts'
import type { DynamoRows, Key } from './rows.ts'

/** Of the appends of a topic with one key, who came first. */
export interface KeyRow {
  readonly by: string
  readonly epoch: string
  /** The event is after this offset, if there is or will be one. */
  readonly from: number
  /** Where it is, if somebody had to look for it; 0 if nothing is kept. */
  readonly offset: number | undefined
  readonly note: string | undefined
}

/** More than five minutes: it is written some time before the event is. */
const keySeconds = 10 * 60

export function historyKey(api: string, topic: string, key: string): Key {
  return { pk: `${keyPart(api)}#historykey#${keyPart(topic)}#${keyPart(key)}`, sk: 'key' }
}

/** The row that counts: this one, or the one that was there. `undefined`: it went away while it was looked at. */
export async function takeKey(rows: DynamoRows, key: Key, row: KeyRow): Promise<KeyRow | undefined> {
  const { by, epoch, from, offset, note } = row
  const attributes = {
    by: plain(by),
    epoch: plain(epoch),
    from: number(from),
    ttl: ttlNow(rows),
    ...(offset !== undefined && { offset: number(offset) }),
    ...(note !== undefined && { note: json(note) }),
  }
  const isTaken = await rows.put(key, attributes, {
    where: 'attribute_not_exists(pk) OR #ttl <= :second',
    names: { '#ttl': 'ttl' },
    values: { ':second': second(rows) },
  })
  if (isTaken) return row
  const item = await rows.get(key)
  return item === undefined || isForgotten(item, rows.clock) ? undefined : keyRow(item)
}

/** Let it be remembered for another while, because its event is about to be appended. `false`: it was forgotten meanwhile. */
export async function renewKey(rows: DynamoRows, key: Key, { by }: KeyRow): Promise<boolean> {
  const { isDone } = await rows.change(key, {
    change: 'SET #ttl = :ttl',
    where: '#by = :by AND #ttl > :second',
    names: { '#by': 'by', '#ttl': 'ttl' },
    values: { ':by': plain(by), ':ttl': ttlNow(rows), ':second': second(rows) },
  })
  return isDone
}

/** Note where the event is, so that nobody has to look for it again. */
export async function noteFound(
  rows: DynamoRows,
  key: Key,
  { by }: KeyRow,
  { offset, note }: { readonly offset: number; readonly note?: string | undefined },
): Promise<void> {
  await rows.change(key, {
    change: note === undefined ? 'SET #offset = :offset' : 'SET #offset = :offset, note = :note',
    where: '#by = :by',
    names: { '#by': 'by', '#offset': 'offset' },
    values: {
      ':by': plain(by),
      ':offset': number(offset),
      ...(note !== undefined && { ':note': json(note) }),
    },
  })
}

const second = ({ clock }: DynamoRows) => number(Math.floor(clock.now() / 1_000))

const ttlNow = ({ clock }: DynamoRows) => number(Math.floor(clock.now() / 1_000) + keySeconds)

function keyRow(item: Item): KeyRow {
  return {
    by: there(plainOf(item.by), 'by'),
    epoch: there(plainOf(item.epoch), 'epoch'),
    from: there(numberOf(item.from), 'from'),
    offset: numberOf(item.offset),
    note: textOf(item.note),
  }
}
