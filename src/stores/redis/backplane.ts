import type { Backplane, BackplaneNode } from '../../core/ports/backplane.ts'
import type { Log } from '../../core/ports/log.ts'
import { Outgoing } from './backplane-outgoing.ts'
import { opened, unpack } from './envelope.ts'
import type { NodeChannel } from './node-channel.ts'
import type { Redis } from './redis.ts'
import { asEntries } from './stream-entries.ts'

export interface RedisBackplaneOptions {
  readonly redis: Redis
  /** The API and where it is: publishes reach only nodes that have the same one. */
  readonly api: string
  readonly node: BackplaneNode
  readonly channel: NodeChannel
  readonly log: Log
  readonly counts: BackplaneCounts
  /** Told how long a command took from its first publish to its acceptance, in milliseconds. */
  readonly onAccepted?: (ms: number) => void
}

/** What a backplane has done since the start, and has to do. */
export interface BackplaneCounts {
  /** Publishes that Redis was asked to take, and the commands that it took. */
  published: number
  commands: number
  refused: number
  /** Messages that came from Redis, and those of them that were read from a log after a lost connection. */
  received: number
  caughtUp: number
  /** Topics of which something may have been missed, because it was in their log no more. */
  gaps: number
  /** Publishes that wait for Redis. */
  waiting: number
}

export const noBackplaneCounts = (): BackplaneCounts => ({
  published: 0,
  commands: 0,
  refused: 0,
  received: 0,
  caughtUp: 0,
  gaps: 0,
  waiting: 0,
})

/** From which entry on, and how many there have been. */
interface CatchingUp {
  readonly from: string
  count: number
}

/** A topic that is heard here. */
interface Heard {
  /** The newest entry of its log that needs no catching up. */
  position: string
  /** Entries that catching up has brought, and what was heard meanwhile may bring again. */
  readonly seen: Set<string>
  /** While it is there, catching up has begun and not ended: it may have been cut off. */
  catchingUp: CatchingUp | undefined
  /** Resolves once it is heard. */
  since: Promise<void>
}

const membersPatienceMs = 500
/** Entries that are read at a time: as large as messages, they are a few MiB. */
const atOnce = 32
const newline = 10
/** Before the first entry of every log. */
const nothing = '0-0'

/** Publishes of one API on their way over Redis: a channel for each topic, and a short log for who was away. */
export function redisBackplane(options: RedisBackplaneOptions): Backplane {
  return new RedisBackplane(options)
}

class RedisBackplane implements Backplane {
  readonly #options: RedisBackplaneOptions
  readonly #heard = new Map<string, Heard>()
  readonly #outgoing: Outgoing

  constructor(options: RedisBackplaneOptions) {
    this.#options = options
    this.#outgoing = new Outgoing({
      ...options,
      namesOf: (topic) => ({ log: this.#log(topic), channel: this.#channel(topic) }),
    })
  }

  subscribe(topic: string): Promise<void> {
    const known = this.#heard.get(topic)
    if (known !== undefined) return known.since
    this.#outgoing.flush(topic)
    const heard: Heard = {
      position: nothing,
      seen: new Set(),
      catchingUp: undefined,
      since: Promise.resolve(),
    }
    this.#heard.set(topic, heard)
    heard.since = this.#begin(topic, heard)
    return heard.since
  }

  async #begin(topic: string, heard: Heard): Promise<void> {
    const { redis } = this.#options
    const reading = redis.command(this.#log(topic), ['XREVRANGE', this.#log(topic), '+', '-', 'COUNT', '1'])
    const hearing = redis.channels.hear(this.#channel(topic), {
      message: (payload) => this.#receive(topic, heard, payload),
      back: () => this.#catchUp(topic, heard),
    })
    try {
      const [newest] = asEntries((await Promise.all([reading, hearing]))[0])
      if (newest !== undefined && heard.position === nothing) heard.position = newest.id
    } catch (error) {
      if (this.#heard.get(topic) === heard) this.unsubscribe(topic)
      throw error
    }
  }

  unsubscribe(topic: string): void {
    if (!this.#heard.delete(topic)) return
    this.#options.redis.channels.unhear(this.#channel(topic))
  }

  publish(topic: string, frames: Uint8Array, except?: string): Promise<void> {
    return this.#outgoing.add(topic, { frames, except })
  }

  settled(topic: string): Promise<void> {
    this.#outgoing.flush(topic)
    return this.#options.redis.channels.settled(this.#channel(topic))
  }

  async members(topic: string): Promise<readonly string[]> {
    const { channel } = this.#options
    const { answers } = await channel.ask('Q', this.#channel(topic), [], membersPatienceMs)
    return answers.flatMap((answer) => answer.toString().split(' ').filter(Boolean))
  }

  close(): void {
    for (const topic of this.#heard.keys()) this.unsubscribe(topic)
  }

  #receive(topic: string, heard: Heard, payload: Buffer): void {
    const end = payload.indexOf(newline)
    const first = payload[0] ?? 0
    // A question has no place in the log, and so no id before it.
    if (first > 0x39) {
      this.#question(topic, payload)
      return
    }
    const id = payload.toString('latin1', 0, end)
    if (heard.seen.delete(id)) return
    // Not the greatest, but the last: the clock of Redis may have been set back.
    heard.position = id
    this.#options.counts.received += 1
    this.#deliver(topic, payload, end + 1)
  }

  #question(topic: string, payload: Buffer): void {
    const { node, channel } = this.#options
    const envelope = opened(payload)
    if (envelope?.kind === 'Q') channel.answer(envelope, Buffer.from(node.members(topic).join(' ')))
  }

  /** What comes back to where it was published has been accepted, even if Redis has not said so yet. */
  #deliver(topic: string, payload: Buffer, from: number): void {
    const envelope = opened(payload, from)
    if (envelope === undefined) return
    const { node, channel } = this.#options
    if (envelope.node === channel.node) this.#outgoing.accepted(envelope.serial)
    unpack(envelope.body, (frames, except) => node.deliver(topic, frames, except))
  }

  /** Read what was published while the channel was not heard. One that was cut off goes on where it was. */
  async #catchUp(topic: string, heard: Heard): Promise<void> {
    const { counts, log } = this.#options
    if (heard.catchingUp === undefined) heard.seen.clear()
    heard.catchingUp ??= { from: heard.position, count: 0 }
    const { catchingUp } = heard
    await this.#readOn(topic, heard, catchingUp)
    const isWhole =
      catchingUp.from === nothing || catchingUp.count === 0 || (await this.#has(topic, catchingUp.from))
    heard.catchingUp = undefined
    if (catchingUp.count === 0) return
    if (!isWhole) counts.gaps += 1
    log.info({ topic, missed: catchingUp.count, isWhole }, 'caught up after a lost connection')
  }

  async #readOn(topic: string, heard: Heard, catchingUp: CatchingUp): Promise<void> {
    const { redis, counts } = this.#options
    const key = this.#log(topic)
    for (let isMore = true; isMore; ) {
      const range = ['XRANGE', key, `(${heard.position}`, '+', 'COUNT', String(atOnce)]
      const entries = asEntries(await redis.read(key, range))
      for (const { id, payload } of entries) {
        heard.seen.add(id)
        heard.position = id
        catchingUp.count += 1
        counts.caughtUp += 1
        this.#deliver(topic, payload, 0)
      }
      isMore = entries.length === atOnce
    }
  }

  /** What comes after an entry that is still there is all there. */
  async #has(topic: string, id: string): Promise<boolean> {
    const { redis } = this.#options
    const key = this.#log(topic)
    return asEntries(await redis.command(key, ['XRANGE', key, id, id])).length > 0
  }

  #log(topic: string): string {
    return this.#options.redis.key('log', `${this.#options.api}:${topic}`)
  }

  #channel(topic: string): string {
    return this.#options.redis.key('topic', `${this.#options.api}:${topic}`)
  }
}
