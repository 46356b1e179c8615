import type { Clock } from '../../core/ports/clock.ts'
import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import type { BusEvent, Events, NewEvent, Rule } from '../../core/ports/events.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'

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
  /** How many deliveries, one for each event and rule, may wait for their end. The default is 10,000. */
  readonly maxWaiting?: number
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
 * not ended after 30 s has failed; what becomes of it later changes nothing.
 */
export function memoryEvents(options: MemoryEventsOptions): MemoryEvents {
  const bus = new Bus({ attempts: 5, backOffMs: 200, maxWaiting: 10_000, ...options })
  return {
    emit: (event) => bus.emit(event),
    subscribe: (rule) => bus.subscribe(rule),
    counts: () => bus.counts(),
    stop: () => bus.stop(),
  }
}

const attemptLimitMs = 30_000
const maxBackOffMs = 10 * 60_000
const maxLength = { reason: 500, logged: 200 }

/** A rule from its subscribing to its unsubscribing; the same rule can be subscribed again. */
type Subscription = { readonly rule: Rule }

interface Delivery {
  readonly event: BusEvent
  readonly subscription: Subscription
  failures: number
}

class Bus {
  readonly #options: Required<MemoryEventsOptions>
  readonly #subscriptions = new Set<Subscription>()
  readonly #queue: Delivery[] = []
  /** What waits for another attempt, and how to call that off. */
  readonly #repeats = new Map<Delivery, () => void>()
  readonly #underWay = new Set<Promise<void>>()
  readonly #counts = { waiting: 0, accepted: 0, handled: 0, failed: 0, dead: 0 }
  #stopped: Promise<void> | undefined

  constructor(options: Required<MemoryEventsOptions>) {
    this.#options = options
  }

  emit(event: NewEvent): { readonly id: string } | 'full' {
    const { clock, ids, maxWaiting } = this.#options
    const wanted = [...this.#subscriptions].filter(({ rule }) => matches(rule, event))
    if (this.#stopped !== undefined || this.#counts.waiting + wanted.length > maxWaiting) return 'full'
    const { bus, source, detailType, detail, resources = [], time = clock.now() } = event
    const accepted = { id: ids.uuid(), bus, source, detailType, detail, resources, time }
    this.#counts.accepted += 1
    this.#counts.waiting += wanted.length
    for (const subscription of wanted) this.#enqueue({ event: accepted, subscription, failures: 0 })
    return { id: accepted.id }
  }

  subscribe(rule: Rule): () => void {
    const subscription = { rule }
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
      this.#counts.waiting -= 1
    }
  }

  // Never at once: who emits may be in the middle of something that the rule would see half done.
  #enqueue(delivery: Delivery): void {
    if (this.#queue.push(delivery) === 1) queueMicrotask(() => this.#drain())
  }

  /** Handlers may emit meanwhile: the loop comes to that too. */
  #drain(): void {
    for (const delivery of this.#queue) this.#attempt(delivery)
    this.#queue.length = 0
  }

  #attempt(delivery: Delivery): void {
    const { event, subscription } = delivery
    if (!this.#subscriptions.has(subscription)) {
      this.#counts.waiting -= 1
      return
    }
    try {
      const outcome = subscription.rule.handle(event)
      if (outcome instanceof Promise) this.#own(this.#follow(delivery, outcome))
      else this.#handled()
    } catch (error) {
      this.#failed(delivery, error)
    }
  }

  async #follow(delivery: Delivery, outcome: Promise<void>): Promise<void> {
    try {
      await inTime(outcome, this.#options.clock)
      this.#handled()
    } catch (error) {
      this.#failed(delivery, error)
    }
  }

  #handled(): void {
    this.#counts.handled += 1
    this.#counts.waiting -= 1
  }

  #failed(delivery: Delivery, error: unknown): void {
    delivery.failures += 1
    this.#counts.failed += 1
    if (!this.#subscriptions.has(delivery.subscription)) this.#counts.waiting -= 1
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
      this.#attempt(delivery)
    })
    this.#repeats.set(delivery, callOff)
  }

  #bury({ event, subscription, failures }: Delivery, reason: string): void {
    const { clock, ids, log } = this.#options
    const rule = subscription.rule.name
    this.#counts.waiting -= 1
    this.#counts.dead += 1
    // Names come from outside, and may be long.
    const [source, detailType] = [event.source, event.detailType].map((name) =>
      name.slice(0, maxLength.logged),
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

function matches({ bus, sources, detailTypes }: Rule, event: NewEvent): boolean {
  return (
    bus === event.bus &&
    (sources === undefined || sources.includes(event.source)) &&
    (detailTypes === undefined || detailTypes.includes(event.detailType))
  )
}

/** What `work` comes to, or a rejection after 30 s. */
function inTime(work: Promise<void>, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(attemptLimitMs, () => reject(new Error('it took longer than 30 s')))
    work.then(resolve, reject).finally(callOff)
  })
}

function reasonOf(error: unknown): string {
  const reason =
    error instanceof Error ? error.message : typeof error === 'string' ? error : 'no reason was given'
  return reason.slice(0, maxLength.reason)
}
