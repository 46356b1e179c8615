import type { Backplane, BackplaneNode } from '../../core/ports/backplane.ts'
import type { History } from '../../core/ports/history.ts'
import type { Log } from '../../core/ports/log.ts'
import { Appends } from './appends.ts'
import { Outgoing } from './backplane-outgoing.ts'
import { type Envelope, unpack } from './envelope.ts'
import { HeardTopic } from './heard-topic.ts'
import { redisHistory } from './history.ts'
import type { NodeChannel } from './node-channel.ts'
import { openRecordedBatch } from './recorded-batch.ts'
import type { Redis } from './redis.ts'
import { type TopicNames, topicNames } from './topic-names.ts'

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
  /** Publishes that Redis was asked to take, those that are kept in history among them, and the commands that it took. */
  published: number
  commands: number
  refused: number
  /** Messages that came from Redis, and what was read from a log or from history after a lost connection. */
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

/** A topic that is heard here, and when that begins. */
interface Heard {
  readonly topic: HeardTopic
  since: Promise<void>
}

const membersPatienceMs = 500

/** Publishes of one API on their way over Redis: a channel for each topic, and a short log for who was away. */
export function redisBackplane(options: RedisBackplaneOptions): Backplane {
  return new RedisBackplane(options)
}

class RedisBackplane implements Backplane {
  readonly history: History
  readonly #options: RedisBackplaneOptions
  readonly #names: TopicNames
  readonly #heard = new Map<string, Heard>()
  readonly #outgoing: Outgoing
  readonly #appends: Appends

  constructor(options: RedisBackplaneOptions) {
    const names = topicNames(options.redis, options.api)
    this.#options = options
    this.#names = names
    this.#outgoing = new Outgoing({ ...options, names })
    this.#appends = new Appends({ ...options, names })
    this.history = redisHistory({
      ...options,
      names,
      appends: this.#appends,
      // A publish that came before it goes before it.
      beforeAppend: (topic) => this.#outgoing.flush(topic),
    })
  }

  subscribe(topic: string): Promise<void> {
    const known = this.#heard.get(topic)
    if (known !== undefined) return known.since
    this.#flush(topic)
    const heard: Heard = { topic: this.#heardTopic(topic), since: Promise.resolve() }
    this.#heard.set(topic, heard)
    heard.since = this.#begin(topic, heard)
    return heard.since
  }

  async #begin(topic: string, heard: Heard): Promise<void> {
    try {
      await heard.topic.begin()
    } catch (error) {
      if (this.#heard.get(topic) === heard) this.unsubscribe(topic)
      throw error
    }
  }

  #heardTopic(topic: string): HeardTopic {
    const { node } = this.#options
    const heard: HeardTopic = new HeardTopic(topic, {
      ...this.#options,
      names: this.#names,
      take: (envelope) => this.#take(topic, heard, envelope),
      record: (text, position) => node.record(topic, text, position),
    })
    return heard
  }

  unsubscribe(topic: string): void {
    if (!this.#heard.delete(topic)) return
    this.#options.redis.channels.unhear(this.#names.channel(topic))
  }

  publish(topic: string, frames: Uint8Array, except?: string): Promise<void> {
    this.#appends.flush(topic)
    return this.#outgoing.add(topic, { frames, except })
  }

  settled(topic: string): Promise<void> {
    this.#flush(topic)
    return this.#options.redis.channels.settled(this.#names.channel(topic))
  }

  async members(topic: string): Promise<readonly string[]> {
    const { channel } = this.#options
    const { answers } = await channel.ask('Q', this.#names.channel(topic), [], membersPatienceMs)
    return answers.flatMap((answer) => answer.toString().split(' ').filter(Boolean))
  }

  close(): void {
    for (const topic of this.#heard.keys()) this.unsubscribe(topic)
  }

  /** One of the two at most has something. */
  #flush(topic: string): void {
    this.#outgoing.flush(topic)
    this.#appends.flush(topic)
  }

  /** What comes back to where it was published has been accepted, even if Redis has not said so yet. */
  #take(topic: string, heard: HeardTopic, envelope: Envelope): void {
    const { node, channel } = this.#options
    if (envelope.kind === 'Q') {
      channel.answer(envelope, Buffer.from(node.members(topic).join(' ')))
      return
    }
    const isOwn = envelope.node === channel.node
    if (envelope.kind === 'P') {
      if (isOwn) this.#outgoing.accepted(envelope.serial)
      unpack(envelope.body, (frames, except) => node.deliver(topic, frames, except))
    } else if (envelope.kind === 'E') {
      const batch = openRecordedBatch(envelope.body)
      if (batch === undefined) return
      if (isOwn) this.#appends.accepted(envelope.serial, batch)
      heard.recorded(batch)
    }
  }
}
