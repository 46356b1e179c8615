import type { Clock } from '../../core/ports/clock.ts'
import type { DeadLetter, DeadLetters, KeptEvent } from '../../core/ports/dead-letters.ts'
import type { BusEvent, Events, NewEvent, Rule } from '../../core/ports/events.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import { inTime, reasonOf } from '../shared/attempt.ts'
import { keptEvent, readEvent, sizeOf } from '../shared/kept-event.ts'
import { Subscription } from './subscription.ts'

export interface MemoryEventsOptions {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly deadLetters: DeadLetters
  /** Told of every dead letter once the store has it, or has failed to keep it. */
  readonly onDeath: (letter: DeadLetter) => void
  /** How often a rule is called with an event, at most. The default is 5. */
  readonly attempts?: number
  /** The wait before the second attempt, give or take a fifth; it doubles up to 10 minutes. The default is 200. */
  readonly backOffMs?: number
  /** How many events may wait for their end in one rule. The default is 2,000. */
  readonly maxWaiting?: number
  /**
   * How much of them may wait in one rule: the characters of their details as JSON text, their names and their
   * resources. A larger event is never accepted where a rule wants it. The default is 16 Mi.
   */
  readonly maxWaitingBytes?: number
}

/** `waiting` is now, the others since the start. */
export interface EventCounts {
  /** Deliveries that are neither handled nor dead. */
  readonly waiting: number
  readonly accepted: number
  readonly handled: number
  /** Failed attempts. */
  readonly failed: number
  readonly dead: number
}

export interface MemoryEvents extends Events {
  counts(): EventCounts
  /**
   * Accept nothing more, and wait for what is running, 30 s at most. What waits for another attempt becomes a dead
   * letter, so stop before the rules are unsubscribed and the store is closed. Stopping twice is stopping once.
   */
  stop(): Promise<void>
}

/**
 * Events within one process: what still waits is lost when it is killed. A rule is called with events in the order of
 * emitting, but not one after the other: a call does not wait until the one before it has ended. An attempt that has
 * not ended in its time has failed; what becomes of it later changes nothing. What waits for another attempt is kept as
 * text; only the first attempt is handed the detail that was emitted itself.
 */
export function memoryEvents(options: MemoryEventsOptions): MemoryEvents {
  const bus = new Bus({ ...defaults, ...options })
  return {
    emit: (event) => bus.emit(event),
    subscribe: (rule) => bus.subscribe(rule),
    counts: () => bus.counts(),
    stop: () => bus.stop(),
  }
}

const defaults = { attempts: 5, backOffMs: 200, maxWaiting: 2_000, maxWaitingBytes: 16 * 1024 * 1024 }
const maxBackOffMs = 10 * 60_000
const maxLoggedLength = 200

interface Delivery {
  readonly event: KeptEvent
  readonly size: number
  readonly subscription: Subscription
  failures: number
}

class Bus {
  readonly #options: Required<MemoryEventsOptions>
  readonly #subscriptions = new Set<Subscription>()
  /** First attempts that are about to be made. */
  readonly #queue: { readonly delivery: Delivery; readonly event: BusEvent }[] = []
  /** What waits for another attempt, and how to call that off. */
  readonly #repeats = new Map<Delivery, () => void>()
  readonly #underWay = new Set<Promise<void>>()
  readonly #counts = { waiting: 0, accepted: 0, handled: 0, failed: 0, dead: 0 }
  #stopped: Promise<void> | undefined

  constructor(options: Required<MemoryEventsOptions>) {
    this.#options = options
  }

  emit(event: NewEvent): { readonly id: string } | 'full' {
    const { clock, ids } = this.#options
    if (this.#stopped !== undefined) return 'full'
    const { bus, source, detailType, detail, resources = [], time = clock.now() } = event
    const accepted = { id: ids.uuid(), bus, source, detailType, detail, resources, time }
    const kept = keptEvent(accepted)
    const size = sizeOf(kept)
    const wanted = [...this.#subscriptions].filter((subscription) => subscription.wants(event))
    if (!wanted.every((subscription) => subscription.hasRoom(size, this.#options))) return 'full'
    this.#counts.accepted += 1
    for (const subscription of wanted) {
      this.#enqueue({ event: kept, size, subscription, failures: 0 }, accepted)
    }
    return { id: accepted.id }
  }

  subscribe(rule: Rule): () => void {
    const subscription = new Subscription(rule)
    this.#subscriptions.add(subscription)
    return () => this.#unsubscribe(subscription)
  }

  counts(): EventCounts {
    return { ...this.#counts }
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    for (const [delivery, callOff] of this.#repeats) {
      callOff()
      this.#bury(delivery, outOfTime)
    }
    this.#repeats.clear()
    while (this.#queue.length + this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  #unsubscribe(subscription: Subscription): void {
    this.#subscriptions.delete(subscription)
    for (const [delivery, callOff] of this.#repeats) {
      if (delivery.subscription !== subscription) continue
      callOff()
      this.#repeats.delete(delivery)
      this.#ended(delivery)
    }
  }

  // Never at once: who emits may be in the middle of something that the rule would see half done.
  #enqueue(delivery: Delivery, event: BusEvent): void {
    this.#counts.waiting += 1
    delivery.subscription.enter(delivery.size)
    if (this.#queue.push({ delivery, event }) === 1) queueMicrotask(() => this.#drain())
  }

  /** Handlers may emit meanwhile: the loop comes to that too. */
  #drain(): void {
    for (const { delivery, event } of this.#queue) this.#attempt(delivery, event)
    this.#queue.length = 0
  }

  // The event is not kept beside the delivery: it goes when the rule lets go of it.
  #attempt(delivery: Delivery, event: BusEvent): void {
    const { subscription } = delivery
    if (!this.#subscriptions.has(subscription)) {
      this.#ended(delivery)
      return
    }
    try {
      const outcome = subscription.rule.handle(event)
      if (outcome instanceof Promise) this.#own(this.#follow(delivery, outcome))
      else this.#handled(delivery)
    } catch (error) {
      this.#failed(delivery, error)
    }
  }

  async #follow(delivery: Delivery, outcome: Promise<void>): Promise<void> {
    try {
      await inTime(outcome, this.#options.clock, delivery.subscription.rule.attemptMs)
      this.#handled(delivery)
    } catch (error) {
      this.#failed(delivery, error)
    }
  }

  #handled(delivery: Delivery): void {
    this.#counts.handled += 1
    this.#ended(delivery)
  }

  #ended({ subscription, size }: Delivery): void {
    this.#counts.waiting -= 1
    subscription.leave(size)
  }

  #failed(delivery: Delivery, error: unknown): void {
    delivery.failures += 1
    this.#counts.failed += 1
    if (!this.#subscriptions.has(delivery.subscription)) this.#ended(delivery)
    else if (delivery.failures >= this.#options.attempts) this.#bury(delivery, reasonOf(error))
    else if (this.#stopped !== undefined) this.#bury(delivery, outOfTime)
    else this.#repeat(delivery)
  }

  #repeat(delivery: Delivery): void {
    const { backOffMs, clock, ids } = this.#options
    const jitter = 0.8 + (0.4 * Number(ids.draw('0123456789', 4))) / 9_999
    const delayMs = Math.min(backOffMs * 2 ** (delivery.failures - 1), maxBackOffMs) * jitter
    const callOff = clock.after(delayMs, () => {
      this.#repeats.delete(delivery)
      this.#attempt(delivery, readEvent(delivery.event))
    })
    this.#repeats.set(delivery, callOff)
  }

  #bury(delivery: Delivery, reason: string): void {
    const { event, subscription, failures } = delivery
    const { clock, ids, log } = this.#options
    const rule = subscription.rule.name
    this.#ended(delivery)
    this.#counts.dead += 1
    // Names come from outside, and may be long.
    const [source, detailType] = [event.source, event.detailType].map((name) =>
      name.slice(0, maxLoggedLength),
    )
    log.error({ rule, eventId: event.id, source, detailType, attempts: failures }, 'an event died in a rule')
    const letter = { id: ids.uuid(), event, rule, attempts: failures, reason, diedAt: clock.now() }
    this.#own(this.#keep(letter))
  }

  async #keep(letter: DeadLetter): Promise<void> {
    const { deadLetters, log, onDeath } = this.#options
    try {
      await deadLetters.add(letter)
    } catch (error) {
      log.error(
        { err: error, rule: letter.rule, eventId: letter.event.id },
        'a dead letter could not be kept',
      )
    }
    try {
      onDeath(letter)
    } catch (error) {
      log.error({ err: error, rule: letter.rule }, 'a dead letter could not be told')
    }
  }

  /** `work` never rejects. */
  #own(work: Promise<void>): void {
    this.#underWay.add(work)
    void work.finally(() => this.#underWay.delete(work))
  }
}

const outOfTime = 'the server stopped before it was handled'
