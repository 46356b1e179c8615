import type { Clock } from '../../core/ports/clock.ts'
import type {
  Appended,
  AppendOptions,
  History,
  HistoryEvent,
  HistoryPage,
  HistoryRange,
  Position,
  Retention,
} from '../../core/ports/history.ts'
import type { Ids } from '../../core/ports/ids.ts'

export interface MemoryHistoryOptions {
  readonly clock: Clock
  readonly ids: Ids
  /**
   * Characters of all events that are kept, with what each event and topic costs besides. Over it, the topic that was
   * used longest ago loses its history.
   */
  readonly maxCharacters?: number
}

interface Kept extends HistoryEvent {
  readonly at: number
}

interface Topic {
  readonly epoch: string
  offset: number
  /** The newest events, from `from` on; those before it wait to be cut off. */
  events: Kept[]
  from: number
  characters: number
  /** When it can be forgotten, if nobody appends or reads. */
  until: number
}

interface RememberedKey {
  readonly appended: Appended
  readonly until: number
}

const defaultMaxCharacters = 256 * 1024 * 1024
/** About what a topic, and an event, takes besides its text. */
const overhead = 100
/** As many as there can be before the oldest go early. */
const maxKeys = 1_000_000
const keyMs = 5 * 60_000
/** An epoch outlives its events, so that who missed nothing is told so. */
const epochMs = 7 * 24 * 60 * 60_000
const sweepEvery = 1_000

/** History for as long as the process lives. The model that every other engine is compared with. */
export function memoryHistory(options: MemoryHistoryOptions): History {
  return new MemoryHistory(options)
}

class MemoryHistory implements History {
  readonly #clock: Clock
  readonly #ids: Ids
  readonly #maxCharacters: number
  /** The one that was appended to or read longest ago is first. */
  readonly #topics = new Map<string, Topic>()
  readonly #keys = new Map<string, RememberedKey>()
  #characters = 0
  #calls = 0

  constructor({ clock, ids, maxCharacters = defaultMaxCharacters }: MemoryHistoryOptions) {
    this.#clock = clock
    this.#ids = ids
    this.#maxCharacters = maxCharacters
  }

  append(topic: string, text: string, { retention, key, note }: AppendOptions): Appended {
    const now = this.#clock.now()
    this.#sweep(now)
    const known = key === undefined ? undefined : this.#keys.get(keyOf(topic, key))
    if (known !== undefined && known.until > now) return { ...known.appended, isDuplicate: true }
    const position = retention.events === 0 ? undefined : this.#add(topic, text, retention, now)
    const appended: Appended = {
      isDuplicate: false,
      ...(position !== undefined && { position }),
      ...(note !== undefined && { note }),
    }
    if (key !== undefined) this.#remember(keyOf(topic, key), { appended, until: now + keyMs })
    return appended
  }

  read(topic: string, range: HistoryRange, retention: Retention): HistoryPage {
    const now = this.#clock.now()
    this.#sweep(now)
    const log = this.#open(topic, retention, now)
    this.#trim(log, retention, now)
    const position: Position = { epoch: log.epoch, offset: log.offset }
    const floor = log.offset - (log.events.length - log.from)
    return { events: this.#select(log, range, floor), position, floor }
  }

  #remember(id: string, remembered: RememberedKey): void {
    // The first one is always the one that ends first.
    this.#keys.delete(id)
    this.#keys.set(id, remembered)
    const [first] = this.#keys.keys()
    if (this.#keys.size > maxKeys && first !== undefined) this.#keys.delete(first)
  }

  #add(topic: string, text: string, retention: Retention, now: number): Position {
    const log = this.#open(topic, retention, now)
    log.offset += 1
    log.events.push({ offset: log.offset, text, at: now })
    this.#grow(log, overhead + text.length)
    this.#trim(log, retention, now)
    this.#shed(log)
    return { epoch: log.epoch, offset: log.offset }
  }

  #open(topic: string, { ageMs }: Retention, now: number): Topic {
    const until = now + ageMs + epochMs
    const known = this.#topics.get(topic)
    if (known !== undefined) {
      known.until = until
      this.#topics.delete(topic)
      this.#topics.set(topic, known)
      return known
    }
    const opened = {
      epoch: this.#ids.draw(alphabet, 8),
      offset: 0,
      events: [],
      from: 0,
      characters: 0,
      until,
    }
    this.#topics.set(topic, opened)
    this.#grow(opened, overhead + topic.length)
    this.#shed(opened)
    return opened
  }

  #trim(log: Topic, { events: most, ageMs }: Retention, now: number): void {
    for (let first = log.events[log.from]; first !== undefined; first = log.events[log.from]) {
      if (log.events.length - log.from <= most && first.at > now - ageMs) break
      this.#cut(log, first)
    }
    // Cutting off one each time would move all the others each time.
    if (log.from < 64 || log.from * 2 < log.events.length) return
    log.events = log.events.slice(log.from)
    log.from = 0
  }

  #cut(log: Topic, first: Kept): void {
    log.from += 1
    this.#grow(log, -overhead - first.text.length)
  }

  #grow(log: Topic, characters: number): void {
    log.characters += characters
    this.#characters += characters
  }

  #select(log: Topic, range: HistoryRange, floor: number): HistoryEvent[] {
    const { limit, maxBytes } = range
    const isForward = 'after' in range
    const step = isForward ? 1 : -1
    const first = isForward ? Math.max(range.after, floor) + 1 : Math.min(range.before, log.offset + 1) - 1
    const selected: HistoryEvent[] = []
    let bytes = 0
    for (let offset = first; selected.length < limit; offset += step) {
      const event = offset > floor ? log.events[log.from + offset - floor - 1] : undefined
      if (event === undefined) break
      bytes += Buffer.byteLength(event.text)
      if (selected.length > 0 && bytes > maxBytes) break
      selected.push({ offset: event.offset, text: event.text })
    }
    return isForward ? selected : selected.reverse()
  }

  /** Let the topics go that were used longest ago, but not this one, which loses its oldest events if nothing else helps. */
  #shed(spared: Topic): void {
    for (const [topic, log] of this.#topics) {
      if (this.#characters <= this.#maxCharacters) return
      if (log !== spared) this.#forget(topic, log)
    }
    while (this.#characters > this.#maxCharacters && spared.from < spared.events.length - 1) {
      const first = spared.events[spared.from]
      if (first !== undefined) this.#cut(spared, first)
    }
  }

  #forget(topic: string, log: Topic): void {
    this.#topics.delete(topic)
    this.#characters -= log.characters
  }

  /** Now and then, forget what nobody can ask for any more. */
  #sweep(now: number): void {
    this.#calls += 1
    if (this.#calls % sweepEvery > 0) return
    for (const [id, { until }] of this.#keys) {
      if (until > now) break
      this.#keys.delete(id)
    }
    for (const [topic, log] of this.#topics) if (log.until <= now) this.#forget(topic, log)
  }
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

const keyOf = (topic: string, key: string): string => JSON.stringify([topic, key])
