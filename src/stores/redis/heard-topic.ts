import type { Position } from '../../core/ports/history.ts'
import type { Log } from '../../core/ports/log.ts'
import type { BackplaneCounts } from './backplane.ts'
import { type Envelope, opened } from './envelope.ts'
import { readMissedEvents, readPlace } from './missed-events.ts'
import { positionAt, type RecordedBatch } from './recorded-batch.ts'
import type { Redis } from './redis.ts'
import { asEntries } from './stream-entries.ts'
import type { TopicNames } from './topic-names.ts'

export interface HeardTopicOptions {
  readonly redis: Redis
  readonly names: TopicNames
  readonly log: Log
  readonly counts: BackplaneCounts
  /** Called for each message of the topic, in order. */
  readonly take: (envelope: Envelope) => void
  /** Called for each event of the topic, in order, and never twice for one. */
  readonly record: (text: string, position: Position | undefined) => void
}

/** From which entry on, and how many there have been. */
interface CatchingUp {
  readonly from: string
  count: number
}

/** Entries that are read at a time: as large as messages, they are a few MiB. */
const atOnce = 32
const newline = 10
const question = 0x51
/** Before the first entry of every log. */
const nothing = '0-0'

/** A topic that is heard here, from its subscription on. */
export class HeardTopic {
  readonly #options: HeardTopicOptions
  readonly #topic: string
  /** The newest entry of its log that needs no catching up. */
  #entry = nothing
  /** Entries that catching up has brought, and what was heard meanwhile may bring again. */
  readonly #seen = new Set<string>()
  /** While it is there, catching up has begun and not ended: it may have been cut off. */
  #catchingUp: CatchingUp | undefined
  /** Where the topic's events were when the last of them was handed on. */
  #place: Position | undefined

  constructor(topic: string, options: HeardTopicOptions) {
    this.#topic = topic
    this.#options = options
  }

  /** Resolves once it is heard. */
  async begin(): Promise<void> {
    const { redis, names } = this.#options
    const log = names.log(this.#topic)
    const reading = redis.command(log, ['XREVRANGE', log, '+', '-', 'COUNT', '1'])
    const hearing = redis.channels.hear(names.channel(this.#topic), {
      message: (payload) => this.#receive(payload),
      back: () => this.#catchUp(),
    })
    const [newest] = asEntries((await Promise.all([reading, hearing]))[0])
    if (newest !== undefined && this.#entry === nothing) this.#entry = newest.id
    // Asked after it is heard: what came before this answer has been handed on, or was there before.
    const place = await readPlace(redis, names, this.#topic)
    this.#place ??= place
  }

  /** Hand on what is new in a batch. */
  recorded({ first, texts }: RecordedBatch): void {
    for (const [index, text] of texts.entries()) this.#record(text, positionAt(first, index))
  }

  #record(text: string, position: Position | undefined): void {
    const place = this.#place
    if (position !== undefined && position.epoch === place?.epoch && position.offset <= place.offset) return
    this.#place = position ?? place
    this.#options.record(text, position)
  }

  #receive(payload: Buffer): void {
    const first = payload[0] ?? 0
    // What has no place in the log has no id before it.
    if (first > 0x39) {
      if (first !== question) this.#options.counts.received += 1
      this.#take(payload, 0)
      return
    }
    const end = payload.indexOf(newline)
    const id = payload.toString('latin1', 0, end)
    if (this.#seen.delete(id)) return
    // Not the greatest, but the last: the clock of Redis may have been set back.
    this.#entry = id
    this.#options.counts.received += 1
    this.#take(payload, end + 1)
  }

  #take(payload: Buffer, from: number): void {
    const envelope = opened(payload, from)
    if (envelope !== undefined) this.#options.take(envelope)
  }

  /** Read what was published while the channel was not heard. One that was cut off goes on where it was. */
  async #catchUp(): Promise<void> {
    const { counts, log } = this.#options
    if (this.#catchingUp === undefined) this.#seen.clear()
    this.#catchingUp ??= { from: this.#entry, count: 0 }
    const { from } = this.#catchingUp
    await this.#readLog(this.#catchingUp)
    const hasAll = this.#entry === from || from === nothing || (await this.#has(from))
    const isWhole = (await this.#readHistory(this.#catchingUp)) && hasAll
    const missed = this.#catchingUp.count
    this.#catchingUp = undefined
    if (!isWhole) counts.gaps += 1
    if (missed === 0 && isWhole) return
    log.info({ topic: this.#topic, missed, isWhole }, 'caught up after a lost connection')
  }

  async #readLog(catchingUp: CatchingUp): Promise<void> {
    const { redis, names, counts } = this.#options
    const log = names.log(this.#topic)
    for (let isMore = true; isMore; ) {
      const range = ['XRANGE', log, `(${this.#entry}`, '+', 'COUNT', String(atOnce)]
      const entries = asEntries(await redis.read(log, range))
      for (const { id, payload } of entries) {
        this.#seen.add(id)
        this.#entry = id
        catchingUp.count += 1
        counts.caughtUp += 1
        this.#take(payload, 0)
      }
      isMore = entries.length === atOnce
    }
  }

  /** What comes after an entry that is still there is all there. */
  async #has(entry: string): Promise<boolean> {
    const { redis, names } = this.#options
    const log = names.log(this.#topic)
    return asEntries(await redis.command(log, ['XRANGE', log, entry, entry])).length > 0
  }

  /** Answers whether all that was kept meanwhile could be read. */
  async #readHistory(catchingUp: CatchingUp): Promise<boolean> {
    const { redis, names, counts } = this.#options
    for (let isWhole = true; ; ) {
      const { position, first, texts, isLost } = await readMissedEvents(
        redis,
        names,
        this.#topic,
        this.#place,
      )
      if (isLost) isWhole = false
      if (position === undefined) return isWhole
      for (const [index, text] of texts.entries()) {
        catchingUp.count += 1
        counts.caughtUp += 1
        this.#record(text, { epoch: position.epoch, offset: first + index })
      }
      if (texts.length > 0 && first + texts.length <= position.offset) continue
      this.#place = position
      return isWhole
    }
  }
}
