import type { Appended, AppendOptions } from '../../core/ports/history.ts'
import type { Ids } from '../../core/ports/ids.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { backOff } from '../shared/back-off.ts'
import { type EventRow, eventsIn, historyPk, putEvent } from './history-event.ts'
import { slackMs, type Whereabouts, whereabouts } from './history-head.ts'
import { historyKey, type KeyRow, noteFound, renewKey, takeKey } from './history-key.ts'
import type { DynamoRows, Key } from './rows.ts'

export interface Appending extends AppendOptions {
  readonly rows: DynamoRows
  readonly ids: Ids
  readonly api: string
  readonly topic: string
  readonly text: string
}

/** One call, which knows its own rows again: what was written may be told to have failed. */
interface Attempt extends Appending {
  readonly pk: string
  readonly by: string
}

/** A key that has been taken, by this call or by another one. */
interface Taken {
  readonly at: Key
  readonly row: KeyRow
}

/** Of so many who append at the same time, each has a good chance. */
const maxAttempts = 25
const waits = { baseMs: 10, maxMs: 400 }
const lookAtOnce = 100

/**
 * An event is put behind the newest one, on condition that nobody else has. So there are no gaps, and of two only one gets a place;
 * the other one looks what has come and tries again. Who appends with a key has seen all events since the key was taken
 * first whenever it puts its own, so however many try, and wherever they die, there is one.
 */
export async function appendEvent(appending: Appending): Promise<Appended> {
  const { rows, ids, api, topic, retention, key } = appending
  const attempt: Attempt = { ...appending, pk: historyPk(api, topic), by: ids.short() }
  if (retention.events === 0) return pass(attempt)
  let taken: Taken | undefined
  for (let failures = 0; failures < maxAttempts; failures += 1) {
    if (failures > 0) await backOff(failures, { clock: rows.clock, ids, ...waits })
    const place = await placeOf(attempt)
    if (key !== undefined) {
      taken ??= await take(attempt, key, place)
      if (taken === undefined) continue
    }
    const answer = await appendTo(attempt, place, taken)
    if (answer === 'forgotten') taken = undefined
    else if (answer !== 'outrun') return answer
  }
  throw new Unavailable('others kept on appending to the topic')
}

const ttlOf = ({ rows, retention }: Attempt): number =>
  Math.ceil((rows.clock.now() + retention.ageMs + slackMs) / 1_000)

const placeOf = (attempt: Attempt): Promise<Whereabouts> =>
  whereabouts(attempt.rows, attempt.ids, attempt.pk, ttlOf(attempt))

/** Where nothing is kept, the key is all there is. */
async function pass({ rows, api, topic, by, key, note }: Attempt): Promise<Appended> {
  const done = { isDuplicate: false, ...(note !== undefined && { note }) }
  if (key === undefined) return done
  const mine = { by, epoch: '-', from: 0, offset: 0, note }
  const at = historyKey(api, topic, key)
  const row = (await takeKey(rows, at, mine)) ?? (await takeKey(rows, at, mine))
  if (row === undefined) throw new Unavailable('a key was taken and forgotten again and again')
  return row.by === by ? done : duplicate(row.epoch, row.offset ?? 0, row.note)
}

async function take(
  attempt: Attempt,
  key: string,
  { epoch, newest }: Whereabouts,
): Promise<Taken | undefined> {
  const { rows, api, topic, by } = attempt
  const at = historyKey(api, topic, key)
  const mine = { by, epoch, from: newest, offset: undefined, note: undefined }
  const row = await takeKey(rows, at, mine)
  return row && { at, row }
}

/** `outrun`: somebody else has appended. `forgotten`: the key was taken too long ago. */
async function appendTo(
  attempt: Attempt,
  place: Whereabouts,
  taken: Taken | undefined,
): Promise<Appended | 'outrun' | 'forgotten'> {
  if (taken !== undefined) {
    const { row, at } = taken
    if (row.offset !== undefined) return duplicate(row.epoch, row.offset, row.note)
    const found = await lookFor(attempt, place, row)
    if (found !== undefined) return answerOf(attempt, found, taken)
    // Whoever took it may have died long ago.
    if (row.by !== attempt.by && !(await renewKey(attempt.rows, at, row))) return 'forgotten'
  }
  return putBehind(attempt, place, taken)
}

async function putBehind(
  attempt: Attempt,
  { epoch, newest, minTtl }: Whereabouts,
  taken: Taken | undefined,
): Promise<Appended | 'outrun'> {
  const { rows, pk, by, key, note, text } = attempt
  const event = { epoch, offset: newest + 1, text, at: rows.clock.now(), by, key, note }
  if (await putEvent(rows, pk, { ...event, ttl: Math.max(ttlOf(attempt), minTtl) })) {
    return {
      position: { epoch, offset: event.offset },
      isDuplicate: false,
      ...(note !== undefined && { note }),
    }
  }
  // It may be its own event that is there: the client of the table sends again what got no answer.
  const range = { pk, epoch, from: event.offset, to: event.offset, atOnce: 1 }
  for await (const there of eventsIn(rows, range)) if (there.by === by) return answerOf(attempt, there, taken)
  return 'outrun'
}

/** The event with the key, if there is one after what the key was taken at. */
async function lookFor(
  { rows, pk, key }: Attempt,
  { epoch, newest }: Whereabouts,
  row: KeyRow,
): Promise<EventRow | undefined> {
  const from = row.epoch === epoch ? row.from + 1 : 1
  const range = { pk, epoch, from, to: newest, atOnce: lookAtOnce }
  for await (const event of eventsIn(rows, range)) if (event.key === key) return event
  return undefined
}

async function answerOf({ rows, by }: Attempt, event: EventRow, taken: Taken | undefined): Promise<Appended> {
  const { epoch, offset, note } = event
  const isDuplicate = event.by !== by
  if (isDuplicate && taken !== undefined && taken.row.epoch === epoch) {
    await noteFound(rows, taken.at, taken.row, event)
  }
  return { position: { epoch, offset }, isDuplicate, ...(note !== undefined && { note }) }
}

function duplicate(epoch: string, offset: number, note: string | undefined): Appended {
  return {
    isDuplicate: true,
    ...(offset > 0 && { position: { epoch, offset } }),
    ...(note !== undefined && { note }),
  }
}
