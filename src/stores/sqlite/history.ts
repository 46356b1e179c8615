import type { Clock } from '../../core/ports/clock.ts'
import type {
  Appended,
  AppendOptions,
  History,
  HistoryPage,
  HistoryRange,
  Retention,
} from '../../core/ports/history.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Sqlite } from './driver.ts'
import { type EventRow, type HistoryRows, historyRows } from './history-rows.ts'
import { type HistoryTopics, historyTopics, keyMs, type LoadedTopic } from './history-topics.ts'

export interface SqliteHistoryOptions {
  readonly clock: Clock
  readonly ids: Ids
  /** The API's name. There is one history for it in a process. */
  readonly api: string
  /** About what all events may take. Over it, topics that were used longest ago lose their history. */
  readonly maxBytes?: number
}

const defaultMaxBytes = 1024 * 1024 * 1024
/** About what an event takes besides its text. */
const eventBytes = 100
/** Rows are deleted so many at a time. */
const trimEvery = 128
const sweepEveryMs = 10 * 60_000
/** An epoch outlives its events, so that who missed nothing is told so. */
const epochMs = 7 * 24 * 60 * 60_000
/** By so much a topic may have been used later than its row says, and more. */
const slackMs = 2 * 60 * 60_000

/**
 * History in a database that has been migrated, and that no other process writes to. An append is one row, and is there after
 * kill -9. A power cut can take the last appends, and a backup that is put back has not what came after it: then offsets
 * of the same epoch are given again, and who has seen them is not told. To be safe, delete the rows of `history_topics` in
 * a backup that is put back.
 */
export function sqliteHistory(database: Sqlite, options: SqliteHistoryOptions): History {
  return new SqliteHistory(database, options)
}

class SqliteHistory implements History {
  readonly #clock: Clock
  readonly #database: Sqlite
  readonly #rows: HistoryRows
  readonly #topics: HistoryTopics
  readonly #maxBytes: number
  #nextSweep = 0

  constructor(database: Sqlite, { clock, ids, api, maxBytes = defaultMaxBytes }: SqliteHistoryOptions) {
    this.#clock = clock
    this.#database = database
    this.#rows = historyRows(database, api, eventBytes)
    this.#topics = historyTopics({ rows: this.#rows, ids })
    this.#maxBytes = maxBytes
  }

  append(name: string, text: string, { retention, key, note }: AppendOptions): Appended {
    const now = this.#clock.now()
    const topic = this.#open(name, retention, now)
    const known = key === undefined ? undefined : topic.keys.get(key)
    if (known !== undefined && known.at > now - keyMs) return answer(topic, known, true)
    const offset = retention.events === 0 ? 0 : topic.newest + 1
    const event = { offset, at: now, key, note, text, bytes: Buffer.byteLength(text) }
    this.#write(topic, event)
    if (key !== undefined) this.#topics.remember(topic, key, event)
    this.#makeRoom(topic, retention, now)
    return answer(topic, event, false)
  }

  read(name: string, range: HistoryRange, retention: Retention): HistoryPage {
    const now = this.#clock.now()
    const topic = this.#open(name, retention, now)
    if (this.#topics.bytes() > this.#maxBytes) this.#shed(topic, retention, now)
    topic.floor = this.#floorOf(topic, retention, now)
    const [from, to] = this.#select(topic, range)
    return {
      events: from > to ? [] : this.#rows.texts(topic.id, from, to),
      position: { epoch: topic.epoch, offset: topic.newest },
      floor: topic.floor,
    }
  }

  #open(name: string, retention: Retention, now: number): LoadedTopic {
    if (now >= this.#nextSweep) this.#sweep(now)
    return this.#topics.open(name, retention, now)
  }

  #write(topic: LoadedTopic, event: EventRow): void {
    const { offset, key, note, at, bytes } = event
    try {
      if (offset > 0) this.#rows.addEvent(topic.id, event)
      else if (key !== undefined) this.#rows.addKey(topic.id, { key, note, offset, at })
    } catch (error) {
      // Somebody else has written to the database: what is there is read again next time.
      this.#topics.unload(topic)
      throw error
    }
    if (offset === 0) return
    topic.newest = offset
    this.#topics.grow(topic, eventBytes + bytes)
  }

  /** Now and then, delete what is not kept any more. */
  #makeRoom(topic: LoadedTopic, retention: Retention, now: number): void {
    topic.untrimmed += 1
    if (topic.untrimmed >= trimEvery) this.#trim(topic, this.#floorOf(topic, retention, now), retention, now)
    if (this.#topics.bytes() > this.#maxBytes) this.#shed(topic, retention, now)
  }

  /** Behind the last event that is too old or one too many. */
  #floorOf({ id, newest, floor }: LoadedTopic, { events, ageMs }: Retention, now: number): number {
    const counted = Math.max(floor, newest - events)
    return counted === newest ? newest : (this.#rows.firstSince(id, counted, now - ageMs) ?? newest + 1) - 1
  }

  /** The offsets of the first and the last event of a page; the last is less than the first if there is none. */
  #select({ id, newest, floor }: LoadedTopic, range: HistoryRange): readonly [number, number] {
    const { limit, maxBytes } = range
    const isForward = 'after' in range
    const start = isForward ? Math.max(range.after, floor) : Math.min(range.before, newest + 1)
    if (limit === 0) return [1, 0]
    const sizes = isForward
      ? this.#rows.sizesAfter(id, start, limit)
      : this.#rows.sizesBefore(id, floor, start, limit)
    let bytes = 0
    const fitting = sizes.filter(({ bytes: size }, index) => {
      bytes += size
      return index === 0 || bytes <= maxBytes
    })
    if (fitting.length === 0) return [1, 0]
    return isForward ? [start + 1, start + fitting.length] : [start - fitting.length, start - 1]
  }

  /** Delete events up to `floor`, but not the keys that are still to be remembered. */
  #trim(topic: LoadedTopic, floor: number, { ageMs }: Retention, now: number): void {
    this.#database.transaction(() => {
      this.#rows.moveKeys(topic.id, floor, now - keyMs)
      const { bytes } = this.#rows.extentTo(topic.id, floor)
      this.#rows.removeEvents(topic.id, floor)
      topic.floor = floor
      topic.untrimmed = 0
      this.#topics.grow(topic, -bytes)
      this.#topics.note(topic, ageMs, now)
    })
  }

  /** Let topics go that were used longest ago, but not this one, which loses its oldest events if nothing else helps. */
  #shed(spared: LoadedTopic, retention: Retention, now: number): void {
    const enough = this.#maxBytes * 0.98
    for (;;) {
      const oldest = this.#rows.oldestTopics(spared.id, 20)
      for (const topic of oldest) {
        if (this.#topics.bytes() <= enough) return
        this.#topics.forget(topic)
      }
      if (oldest.length === 0) break
    }
    while (this.#topics.bytes() > this.#maxBytes && spared.newest - spared.floor > 1) {
      const share = Math.ceil((spared.newest - spared.floor - 1) / 10)
      this.#trim(spared, spared.floor + share, retention, now)
    }
  }

  /** Now and then, delete what nobody can ask for any more. */
  #sweep(now: number): void {
    this.#nextSweep = now + sweepEveryMs
    for (const topic of this.#rows.endedTopics(now - epochMs - slackMs, 100)) this.#topics.forget(topic)
  }
}

function answer(
  { epoch }: LoadedTopic,
  { offset, note }: { readonly offset: number; readonly note: string | undefined },
  isDuplicate: boolean,
): Appended {
  return {
    isDuplicate,
    ...(offset > 0 && { position: { epoch, offset } }),
    ...(note !== undefined && { note }),
  }
}
