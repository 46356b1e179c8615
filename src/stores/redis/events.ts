import type { Clock } from '../../core/ports/clock.ts'
import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import type { Events, NewEvent, Rule } from '../../core/ports/events.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { keptEvent } from '../shared/kept-event.ts'
import { EventDeliveries } from './event-deliveries.ts'
import { EventEnds } from './event-ends.ts'
import { type RuleKeys, ruleId, ruleKeys } from './event-keys.ts'
import { Pauses } from './event-pauses.ts'
import { EventReader } from './event-reader.ts'
import { EventStreams } from './event-streams.ts'
import { EventSubscription } from './event-subscription.ts'
import type { Redis } from './redis.ts'

export interface RedisEventsOptions {
  readonly redis: Redis
  /** The id of this node, which no other one has or had. */
  readonly node: string
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly deadLetters: DeadLetters
  /** Told of every dead letter once the store has it, or has failed to keep it. */
  readonly onDeath: (letter: DeadLetter) => void
  /** How often a rule is called with an event, at most and on all nodes together. The default is 5. */
  readonly attempts?: number
  /** The wait before the second attempt, give or take a fifth; it doubles up to 10 minutes. The default is 200. */
  readonly backOffMs?: number
  /** How many events may wait for their end in one rule of the fleet. The default is 2,000. */
  readonly maxWaiting?: number
  /**
   * How much of them may wait in one rule: the characters of their details as JSON text, their names and their
   * resources. A larger event is never accepted where a rule wants it. The default is 16 Mi.
   */
  readonly maxWaitingBytes?: number
}

/** What this node did: `waiting` is now, the others since the start. */
export interface RedisEventCounts {
  /** Deliveries that this node has, and that are neither handled nor dead. */
  readonly waiting: number
  readonly accepted: number
  readonly handled: number
  /** Failed attempts. */
  readonly failed: number
  readonly dead: number
}

export interface RedisEvents extends Events {
  counts(): RedisEventCounts
  /** Give what a dead node had to the nodes that live. May reject with `Unavailable`; then call it again. */
  claimFrom(node: string): Promise<void>
  /**
   * Read nothing more, and wait for what is running, 30 s at most. What is left is other nodes', or waits in Redis until
   * there is one. What is emitted meanwhile and afterwards is still accepted, for them. So stop before the rules are
   * unsubscribed, and close Redis after it. Stopping twice is stopping once. Never rejects.
   */
  stop(): Promise<void>
}

/**
 * Events of a fleet, in a stream of Redis for each rule. An event is accepted when Redis has it in the streams of all
 * rules that want it: those of the emitter, and those that only other nodes have. One node handles it for each rule, side
 * by side with others; it goes from Redis when it is handled or a dead letter. What a node had when it died is tried
 * again by the others, which go on counting its attempts. A rule that is unsubscribed on its last node goes with what
 * waits in it; one whose nodes have stopped or died keeps it for 7 days.
 */
export function redisEvents(options: RedisEventsOptions): RedisEvents {
  const bus = new Bus({ ...defaults, ...options })
  return {
    emit: (event) => bus.emit(event),
    subscribe: (rule) => bus.subscribe(rule),
    counts: () => bus.counts(),
    claimFrom: (node) => bus.claimFrom(node),
    stop: () => bus.stop(),
  }
}

const defaults = { attempts: 5, backOffMs: 200, maxWaiting: 2_000, maxWaitingBytes: 16 * 1024 * 1024 }
const sweepMs = 30_000
/** The answer with an entry is under way no longer than that. */
const lostAfterMs = 10_000
const defaultAttemptMs = 30_000
const stopMs = 30_000

class Bus {
  readonly #options: Required<RedisEventsOptions>
  readonly #streams: EventStreams
  readonly #pauses: Pauses
  readonly #ends: EventEnds
  readonly #deliveries: EventDeliveries
  readonly #reader: EventReader
  readonly #subscriptions = new Set<EventSubscription>()
  readonly #stopSweeping: () => void
  #sweeping: Promise<void> | undefined
  #accepted = 0
  #stopped: Promise<void> | undefined

  constructor(options: Required<RedisEventsOptions>) {
    const { redis, node, clock, log } = options
    this.#options = options
    this.#streams = new EventStreams(redis, node)
    this.#pauses = new Pauses(clock)
    const parts = { streams: this.#streams, pauses: this.#pauses, log }
    this.#ends = new EventEnds(parts)
    this.#deliveries = new EventDeliveries({
      ...options,
      ...parts,
      ends: this.#ends,
      onLeft: (keys) => this.#attempted(this.#release(keys)),
    })
    this.#reader = new EventReader({
      ...options,
      ...parts,
      subscriptions: () => [...this.#subscriptions],
      onConnected: (subscriptions) => this.#connected(subscriptions),
      take: (subscription, entry) => this.#deliveries.take(subscription, entry),
    })
    redis.onBack(() => this.#pauses.end())
    this.#stopSweeping = clock.every(sweepMs, () => {
      this.#sweeping ??= this.#attempted(this.#sweep()).finally(() => {
        this.#sweeping = undefined
      })
    })
  }

  async emit(event: NewEvent): Promise<{ readonly id: string } | 'full'> {
    const { clock, ids } = this.#options
    const { bus, source, detailType, detail, resources = [], time = clock.now() } = event
    const kept = keptEvent({ id: ids.uuid(), bus, source, detailType, detail, resources, time })
    const subscriptions = [...this.#subscriptions]
    const isAccepted = await this.#streams.emit(kept, {
      own: subscriptions.map(({ keys }) => keys),
      wanted: subscriptions.filter((subscription) => subscription.wants(event)).map(({ keys }) => keys),
      bounds: this.#options,
    })
    if (!isAccepted) return 'full'
    this.#accepted += 1
    return { id: kept.id }
  }

  subscribe(rule: Rule): () => void {
    const taken = new Set([...this.#subscriptions].map(({ keys }) => keys.id))
    let number = 1
    while (taken.has(ruleId(rule.name, number))) number += 1
    const subscription = new EventSubscription(rule, ruleKeys(this.#options.redis, ruleId(rule.name, number)))
    this.#subscriptions.add(subscription)
    this.#reader.changed()
    return () => this.#unsubscribe(subscription)
  }

  counts(): RedisEventCounts {
    return { ...this.#deliveries.counts, waiting: this.#deliveries.waiting(), accepted: this.#accepted }
  }

  async claimFrom(node: string): Promise<void> {
    for (const keys of await this.#streams.rules()) await this.#releaseAll(keys, node)
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    const { clock, node } = this.#options
    const rules = [...this.#subscriptions].map(({ keys }) => keys)
    this.#stopSweeping()
    this.#deliveries.callOff()
    await Promise.all([this.#reader.stop(), this.#sweeping])
    await Promise.all(rules.map((keys) => this.#attempted(this.#release(keys))))
    let callOff = (): void => {}
    const late = new Promise<void>((resolve) => {
      callOff = clock.after(stopMs, resolve)
    })
    await Promise.race([this.#deliveries.settled(), late])
    callOff()
    await this.#ends.stop()
    await Promise.all(rules.map((keys) => this.#attempted(this.#releaseAll(keys, node))))
  }

  #unsubscribe(subscription: EventSubscription): void {
    if (!this.#subscriptions.delete(subscription) || this.#stopped !== undefined) return
    subscription.isLive = false
    this.#deliveries.callOff(subscription)
    this.#reader.changed()
    void this.#attempted(this.#leave(subscription.keys))
  }

  async #leave(keys: RuleKeys): Promise<void> {
    const isGone = await this.#streams.unsubscribe(keys)
    if (!isGone) await this.#release(keys)
  }

  async #connected(subscriptions: readonly EventSubscription[]): Promise<void> {
    await Promise.all(
      subscriptions.map(async (subscription) => {
        await this.#refresh(subscription)
        await this.#releaseLost(subscription.keys, 0)
      }),
    )
  }

  async #refresh(subscription: EventSubscription): Promise<void> {
    const { keys, rule } = subscription
    const incarnation = this.#options.ids.uuid()
    subscription.incarnation = await this.#streams.subscribe({ keys, rule, incarnation })
  }

  async #sweep(): Promise<void> {
    for (const subscription of this.#subscriptions) {
      const { keys, rule } = subscription
      await this.#refresh(subscription)
      await this.#releaseLost(keys, lostAfterMs)
      const idleMs = 2 * (rule.attemptMs ?? defaultAttemptMs)
      for (const node of await this.#streams.gone(keys)) await this.#releaseAll(keys, node, idleMs)
    }
  }

  /** What this node does not work at any more. */
  #release(keys: RuleKeys): Promise<void> {
    return this.#streams.release(keys, { ...this.#own(keys), idleMs: 0, uncounted: 0 })
  }

  /** What this node was handed over a connection that ended too early. */
  #releaseLost(keys: RuleKeys, idleMs: number): Promise<void> {
    return this.#streams.release(keys, { ...this.#own(keys), idleMs, uncounted: 1 })
  }

  #releaseAll(keys: RuleKeys, node: string, idleMs = 0): Promise<void> {
    return this.#streams.release(keys, { node, as: 'leave', idleMs, uncounted: 0, kept: [] })
  }

  #own(keys: RuleKeys) {
    const kept = [...this.#deliveries.entriesOf(keys), ...this.#ends.entriesOf(keys)]
    return { node: this.#options.node, as: 'stay' as const, kept }
  }

  /** For what is done again later anyway, by this node or another one. Never rejects. */
  async #attempted(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      if (!(error instanceof Unavailable))
        this.#options.log.error({ err: error }, 'the bus could not be put in order')
    }
  }
}
