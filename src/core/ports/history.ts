import type { Later } from '../later.ts'

/** A place in what was published to a topic. `epoch` is another text whenever history was lost. */
export interface Position {
  readonly epoch: string
  /** Counted up by one with each event; 0 before the first. */
  readonly offset: number
}

/** How much of a topic is kept. */
export interface Retention {
  /** The newest so many. With 0, nothing is kept and nothing has a position; keys are remembered all the same. */
  readonly events: number
  /** Milliseconds. Older events are not read any more, whether they were removed or not. */
  readonly ageMs: number
}

export interface AppendOptions {
  readonly retention: Retention
  /** An append with a key that the topic has seen in the last 5 minutes at least does nothing, and is answered as that one was. */
  readonly key?: string
  /** What a repeat is told besides. */
  readonly note?: string
}

export interface Appended {
  /** Not there where nothing is kept. */
  readonly position?: Position
  /** It had been appended before, with the same key; this is where. */
  readonly isDuplicate: boolean
  /** The note of the append that counts. */
  readonly note?: string
}

/** Something that was published to a topic: the text as it was given, and where it is. */
export interface HistoryEvent {
  readonly offset: number
  readonly text: string
}

/**
 * Events after an offset, or before one: `limit` at most, and as many as fit in `maxBytes` of text, but one if there is any. With
 * a limit of 0 there are none.
 */
export type HistoryRange = { readonly limit: number; readonly maxBytes: number } & (
  | { readonly after: number }
  | { readonly before: number }
)

export interface HistoryPage {
  /** In the order of their offsets, without a gap: those that come next after it, or those that come last before it. */
  readonly events: readonly HistoryEvent[]
  /** Of the newest event, when this was read. */
  readonly position: Position
  /**
   * Every event with an offset above this one, up to the position, is kept; at most the offset of the position. An engine need not
   * look further down than the range that was asked for. With a limit of 0 it says nothing.
   */
  readonly floor: number
}

/**
 * What was published to the topics of one API, for a while. Offsets are given when an event is appended, one after the
 * other, whoever appends. A crash in the middle of an append leaves either nothing or the whole event. What was read by
 * anybody is never read otherwise later, until it is too old. May throw or reject with `Unavailable`; then what was to be
 * appended may have been, and the same key says so.
 */
export interface History {
  append(topic: string, text: string, options: AppendOptions): Later<Appended>
  /** Events, and where the topic is. A topic that nobody has appended to has an epoch from the first read on. */
  read(topic: string, range: HistoryRange, retention: Retention): Later<HistoryPage>
}
