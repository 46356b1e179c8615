import type { HistoryEvent, Retention } from '../../core/ports/history.ts'
import { integerIn, optionalIn, textIn, toColumn, toOptional } from './columns.ts'
import type { Row, Sqlite } from './driver.ts'

export interface TopicRow {
  readonly id: number
  readonly epoch: string
  readonly newest: number
  readonly floor: number
  readonly bytes: number
  readonly usedAt: number
}

/** What an append with a key was answered. */
export interface KeyedRow {
  readonly key: string
  /** 0 for what was not kept. */
  readonly offset: number
  readonly note: string | undefined
  readonly at: number
}

export interface EventRow extends HistoryEvent {
  readonly at: number
  readonly bytes: number
  readonly key: string | undefined
  readonly note: string | undefined
}

/** How much of a topic there is, as its events tell it. */
export interface Extent {
  readonly newest: number
  readonly bytes: number
}

export type HistoryRows = ReturnType<typeof historyRows>

/** The rows of one API's history. `overhead`: the bytes that an event counts for besides its text. */
export function historyRows(database: Sqlite, api: string, overhead: number) {
  return { ...topicRows(database, toColumn(api)), ...eventRows(database, overhead), ...keyRows(database) }
}

function topicRows(database: Sqlite, api: string) {
  const select = database.prepare('SELECT * FROM history_topics WHERE api = ? AND topic = ?')
  const insert = database.prepare(
    `INSERT INTO history_topics (api, topic, epoch, newest, floor, bytes, age_ms, used_at)
     VALUES (?, ?, ?, 0, 0, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const update = database.prepare(
    'UPDATE history_topics SET newest = ?, floor = ?, bytes = ?, age_ms = ?, used_at = ? WHERE id = ?',
  )
  const total = database.prepare('SELECT total(bytes) AS bytes FROM history_topics WHERE api = ?')
  const oldest = database.prepare(
    'SELECT id, topic, bytes FROM history_topics WHERE api = ? AND id <> ? ORDER BY used_at LIMIT ?',
  )
  const ended = database.prepare(
    'SELECT id, topic, bytes FROM history_topics WHERE api = ? AND used_at + age_ms <= ? LIMIT ?',
  )
  const remove = ['history_topics WHERE id', 'history_events WHERE topic_id', 'history_keys WHERE topic_id']
    .map((rows) => database.prepare(`DELETE FROM ${rows} = ?`))
    .toReversed()
  const toBrief = (row: Row) => ({
    id: integerIn(row, 'id'),
    topic: textIn(row, 'topic'),
    bytes: integerIn(row, 'bytes'),
  })

  return {
    topic(topic: string): TopicRow | undefined {
      const row = select.get(api, toColumn(topic))
      return row && toTopic(row)
    },
    addTopic(topic: string, epoch: string, bytes: number, { ageMs }: Retention, now: number): void {
      insert.run(api, toColumn(topic), epoch, bytes, ageMs, now)
    },
    noteTopic(id: number, newest: number, floor: number, bytes: number, ageMs: number, now: number): void {
      update.run(newest, floor, bytes, ageMs, now, id)
    },
    totalBytes(): number {
      const row = total.get(api)
      return row === undefined ? 0 : Number(row.bytes)
    },
    /** Those that were used longest ago, but one. */
    oldestTopics: (spared: number, limit: number) => oldest.all(api, spared, limit).map(toBrief),
    /** Those whose events were too old at `moment`, and that nobody has used since. */
    endedTopics: (moment: number, limit: number) => ended.all(api, moment, limit).map(toBrief),
    removeTopic: (id: number) =>
      database.transaction(() => {
        for (const statement of remove) statement.run(id)
      }),
  }
}

function eventRows(database: Sqlite, overhead: number) {
  const insert = database.prepare(
    'INSERT INTO history_events (topic_id, position, at, bytes, key, note, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const extent = database.prepare(
    'SELECT max(position) AS newest, total(bytes) AS bytes, count(*) AS events FROM history_events WHERE topic_id = ? AND position <= ?',
  )
  const since = database.prepare(
    'SELECT position FROM history_events WHERE topic_id = ? AND position > ? AND at > ? ORDER BY position LIMIT 1',
  )
  const sizesAfter = database.prepare(
    'SELECT position, bytes FROM history_events WHERE topic_id = ? AND position > ? ORDER BY position LIMIT ?',
  )
  const sizesBefore = database.prepare(
    'SELECT position, bytes FROM history_events WHERE topic_id = ? AND position > ? AND position < ? ORDER BY position DESC LIMIT ?',
  )
  const texts = database.prepare(
    'SELECT position, text FROM history_events WHERE topic_id = ? AND position BETWEEN ? AND ? ORDER BY position',
  )
  const remove = database.prepare('DELETE FROM history_events WHERE topic_id = ? AND position <= ?')

  return {
    addEvent(id: number, { offset, at, bytes, key, note, text }: EventRow): void {
      insert.run(id, offset, at, bytes, toOptional(key), toOptional(note), toColumn(text))
    },
    /** Of the events up to an offset. */
    extentTo(id: number, last: number): Extent {
      const row = extent.get(id, last)
      const [newest, bytes, events] = [row?.newest, row?.bytes, row?.events].map((value) =>
        Number(value ?? 0),
      )
      return { newest: newest ?? 0, bytes: (bytes ?? 0) + (events ?? 0) * overhead }
    },
    /** The first event after `floor` that was appended after `moment`. */
    firstSince(id: number, floor: number, moment: number): number | undefined {
      const row = since.get(id, floor, moment)
      return row && integerIn(row, 'position')
    },
    sizesAfter: (id: number, after: number, limit: number) => sizesAfter.all(id, after, limit).map(toSize),
    /** The nearest first. */
    sizesBefore: (id: number, floor: number, before: number, limit: number) =>
      sizesBefore.all(id, floor, before, limit).map(toSize),
    texts: (id: number, from: number, to: number): readonly HistoryEvent[] =>
      texts
        .all(id, from, to)
        .map((row) => ({ offset: integerIn(row, 'position'), text: textIn(row, 'text') })),
    removeEvents(id: number, upTo: number): void {
      remove.run(id, upTo)
    },
  }
}

function keyRows(database: Sqlite) {
  const insert = database.prepare(
    'INSERT INTO history_keys (topic_id, position, at, key, note) VALUES (?, ?, ?, ?, ?)',
  )
  const move = database.prepare(
    `INSERT INTO history_keys (topic_id, position, at, key, note) SELECT topic_id, position, at, key, note
     FROM history_events WHERE topic_id = ? AND position <= ? AND at > ? AND key <> ''`,
  )
  const forget = database.prepare('DELETE FROM history_keys WHERE topic_id = ? AND at <= ?')
  const select = database.prepare(
    `SELECT key, note, position, at FROM history_events WHERE topic_id = ?1 AND key <> '' AND at > ?2
     UNION ALL SELECT key, note, position, at FROM history_keys WHERE topic_id = ?1 AND at > ?2 ORDER BY at`,
  )

  return {
    addKey(id: number, { key, note, offset, at }: KeyedRow): void {
      insert.run(id, offset, at, toOptional(key), toOptional(note))
    },
    /** Remember the keys of events that are about to go, and forget those that are older than `moment`. */
    moveKeys(id: number, upTo: number, moment: number): void {
      forget.run(id, moment)
      move.run(id, upTo, moment)
    },
    keys: (id: number, moment: number): readonly KeyedRow[] =>
      select.all(id, moment).map((row) => ({
        key: optionalIn(row, 'key') ?? '',
        note: optionalIn(row, 'note'),
        offset: integerIn(row, 'position'),
        at: integerIn(row, 'at'),
      })),
  }
}

function toTopic(row: Row): TopicRow {
  return {
    id: integerIn(row, 'id'),
    epoch: textIn(row, 'epoch'),
    newest: integerIn(row, 'newest'),
    floor: integerIn(row, 'floor'),
    bytes: integerIn(row, 'bytes'),
    usedAt: integerIn(row, 'used_at'),
  }
}

const toSize = (row: Row) => ({ offset: integerIn(row, 'position'), bytes: integerIn(row, 'bytes') })
