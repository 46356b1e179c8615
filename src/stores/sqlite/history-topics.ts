import type { Retention } from '../../core/ports/history.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { HistoryRows, TopicRow } from './history-rows.ts'

/** A topic that is in use, as its rows are. */
export interface LoadedTopic {
  readonly name: string
  readonly id: number
  readonly epoch: string
  newest: number
  /** Nothing up to here is read any more. */
  floor: number
  /** Of all its rows. */
  bytes: number
  /** Appends since rows were deleted last. */
  untrimmed: number
  /** Its row says so; it may be later by an hour. */
  usedAt: number
  /** The one that was given first is first. */
  readonly keys: Map<string, RememberedKey>
}

export interface RememberedKey {
  readonly offset: number
  readonly note: string | undefined
  readonly at: number
}

export interface HistoryTopicsOptions {
  readonly rows: HistoryRows
  readonly ids: Ids
  /** How many keys, and topics, are in memory at most. The database has them all. */
  readonly maxLoaded?: number
}

export const keyMs = 5 * 60_000
/** About what a topic takes besides its events. */
const topicBytes = 300
const usedEveryMs = 60 * 60_000
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

export type HistoryTopics = ReturnType<typeof historyTopics>

/** The topics that are in use, with where they are and the keys that they have seen, so that an append is one row to write. */
export function historyTopics({ rows, ids, maxLoaded = 100_000 }: HistoryTopicsOptions) {
  /** The one that was used longest ago is first. */
  const loaded = new Map<string, LoadedTopic>()
  let keys = 0
  let bytes = rows.totalBytes()

  function unload(topic: LoadedTopic): void {
    loaded.delete(topic.name)
    keys -= topic.keys.size
  }

  function load(name: string, row: TopicRow, now: number): LoadedTopic {
    const extent = rows.extentTo(row.id, Number.MAX_SAFE_INTEGER)
    const topic = {
      name,
      id: row.id,
      epoch: row.epoch,
      newest: Math.max(row.newest, extent.newest),
      floor: row.floor,
      bytes: topicBytes + extent.bytes,
      untrimmed: 0,
      usedAt: row.usedAt,
      keys: new Map(rows.keys(row.id, now - keyMs).map(({ key, ...keyed }) => [key, keyed])),
    }
    bytes += topic.bytes - row.bytes
    keys += topic.keys.size
    for (const first of loaded.values()) {
      if (keys + loaded.size < maxLoaded) break
      unload(first)
    }
    return topic
  }

  function created(name: string, retention: Retention, now: number): TopicRow {
    rows.addTopic(name, ids.draw(alphabet, 8), topicBytes, retention, now)
    bytes += topicBytes
    const row = rows.topic(name)
    if (row === undefined) throw new TypeError('a topic that was added is not there')
    return row
  }

  function note(topic: LoadedTopic, ageMs: number, now: number): void {
    topic.usedAt = now
    rows.noteTopic(topic.id, topic.newest, topic.floor, topic.bytes, ageMs, now)
  }

  return {
    /** All that is kept, about. */
    bytes: () => bytes,
    unload,
    note,
    open(name: string, retention: Retention, now: number): LoadedTopic {
      const known = loaded.get(name)
      const topic = known ?? load(name, rows.topic(name) ?? created(name, retention, now), now)
      if (known !== undefined) loaded.delete(name)
      loaded.set(name, topic)
      if (now - topic.usedAt >= usedEveryMs) note(topic, retention.ageMs, now)
      return topic
    },
    grow(topic: LoadedTopic, more: number): void {
      topic.bytes += more
      bytes += more
    },
    remember(topic: LoadedTopic, key: string, remembered: RememberedKey): void {
      keys -= topic.keys.size
      for (const [first, { at }] of topic.keys) {
        if (at > remembered.at - keyMs) break
        topic.keys.delete(first)
      }
      topic.keys.delete(key)
      topic.keys.set(key, remembered)
      keys += topic.keys.size
    },
    /** Delete a topic, its events and its keys: its next epoch will be another. */
    forget({ id, topic: name, bytes: stored }: { id: number; topic: string; bytes: number }): void {
      const topic = loaded.get(name)
      rows.removeTopic(id)
      bytes -= topic?.bytes ?? stored
      if (topic !== undefined) unload(topic)
    },
  }
}
