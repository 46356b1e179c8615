import type { Clock } from '../../core/ports/clock.ts'
import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import { inTime, reasonOf } from '../shared/attempt.ts'
import { readEvent } from '../shared/kept-event.ts'
import type { EventEnds } from './event-ends.ts'
import type { EventEntry } from './event-entry.ts'
import type { RuleKeys } from './event-keys.ts'
import { keepLetter } from './event-letter.ts'
import type { Pauses } from './event-pauses.ts'
import type { EventStreams } from './event-streams.ts'
import type { EventSubscription } from './event-subscription.ts'

export interface DeliveriesOptions {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly deadLetters: DeadLetters
  readonly onDeath: (letter: DeadLetter) => void
  readonly attempts: number
  readonly backOffMs: number
  readonly streams: EventStreams
  readonly ends: EventEnds
  readonly pauses: Pauses
  /** An attempt has failed, and there will be no other one here: some node may have the entry. */
  readonly onLeft: (keys: RuleKeys) => Promise<void>
}

/** An entry that this node was handed, until it has come to its end or is another node's. */
interface Delivery extends EventEntry {
  readonly subscription: EventSubscription
  readonly incarnation: string | undefined
  /** Attempts that were begun here. */
  begun: number
}

const maxBackOffMs = 10 * 60_000
const maxLoggedLength = 200

/** What becomes of the entries that a node was handed: attempts, waits between them, and dead letters. */
export class EventDeliveries {
  readonly #options: DeliveriesOptions
  readonly #deliveries = new Set<Delivery>()
  /** What waits for another attempt, and how to call that off. */
  readonly #repeats = new Map<Delivery, () => void>()
  readonly #underWay = new Set<Promise<void>>()
  readonly counts = { handled: 0, failed: 0, dead: 0 }
  #isStopped = false

  constructor(options: DeliveriesOptions) {
    this.#options = options
  }

  /** How many have not come to their end. */
  waiting(): number {
    return this.#deliveries.size
  }

  entriesOf({ id }: RuleKeys): readonly string[] {
    const deliveries = [...this.#deliveries].filter(({ subscription }) => subscription.keys.id === id)
    return deliveries.map(({ entryId }) => entryId)
  }

  take(subscription: EventSubscription, entry: EventEntry): void {
    const delivery = { ...entry, subscription, incarnation: subscription.incarnation, begun: 0 }
    this.#deliveries.add(delivery)
    // A node may have died of it.
    if (entry.attempts >= this.#options.attempts) this.#bury(delivery, notEnded)
    else this.#attempt(delivery)
  }

  /** Make no other attempt at what waits for one, and forget it: of one rule, or for good of all. */
  callOff(subscription?: EventSubscription): void {
    if (subscription === undefined) this.#isStopped = true
    for (const [delivery, callOff] of this.#repeats) {
      if (subscription !== undefined && delivery.subscription !== subscription) continue
      callOff()
      this.#repeats.delete(delivery)
      this.#deliveries.delete(delivery)
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  #attempt(delivery: Delivery): void {
    const { rule } = delivery.subscription
    delivery.begun += 1
    try {
      const outcome = rule.handle(readEvent(delivery.event))
      if (outcome instanceof Promise) this.#own(this.#follow(delivery, outcome))
      else this.#handled(delivery)
    } catch (error) {
      this.#failed(delivery, error)
    }
  }

  async #follow(delivery: Delivery, outcome: Promise<void>): Promise<void> {
    try {
      await inTime(outcome, this.#options.clock, delivery.subscription.rule.attemptMs)
    } catch (error) {
      this.#failed(delivery, error)
      return
    }
    this.#handled(delivery)
  }

  #handled(delivery: Delivery): void {
    this.counts.handled += 1
    this.#ended(delivery)
  }

  #ended(delivery: Delivery): void {
    const { subscription, entryId, size } = delivery
    this.#options.ends.add({ keys: subscription.keys, entryId, size })
    this.#deliveries.delete(delivery)
  }

  #failed(delivery: Delivery, error: unknown): void {
    this.counts.failed += 1
    if (delivery.attempts + delivery.begun >= this.#options.attempts) this.#bury(delivery, reasonOf(error))
    else if (this.#mayRepeat(delivery)) this.#repeat(delivery)
    else this.#leave(delivery)
  }

  #mayRepeat({ subscription }: Delivery): boolean {
    return subscription.isLive && !this.#isStopped
  }

  #leave(delivery: Delivery): void {
    this.#deliveries.delete(delivery)
    this.#own(this.#options.onLeft(delivery.subscription.keys))
  }

  #repeat(delivery: Delivery): void {
    const { backOffMs, clock, ids } = this.#options
    const failures = delivery.attempts + delivery.begun
    const jitter = 0.8 + (0.4 * Number(ids.draw('0123456789', 4))) / 9_999
    const delayMs = Math.min(backOffMs * 2 ** (failures - 1), maxBackOffMs) * jitter
    const callOff = clock.after(delayMs, () => {
      this.#repeats.delete(delivery)
      this.#own(this.#again(delivery))
    })
    this.#repeats.set(delivery, callOff)
  }

  /** No attempt without a count of it in Redis: an event of which nodes die must come to its end. */
  async #again(delivery: Delivery): Promise<void> {
    let isOurs = await this.#isOurs(delivery)
    while (isOurs === 'unknown' && this.#mayRepeat(delivery)) {
      await this.#options.pauses.pause()
      isOurs = await this.#isOurs(delivery)
    }
    if (!this.#mayRepeat(delivery)) this.#leave(delivery)
    else if (isOurs === false) this.#deliveries.delete(delivery)
    else this.#attempt(delivery)
  }

  async #isOurs({ subscription, incarnation, entryId, begun }: Delivery): Promise<boolean | 'unknown'> {
    const { streams } = this.#options
    const { keys } = subscription
    try {
      // If it is gone because Redis came back without it, nobody else has it.
      return (
        (await streams.again(keys, entryId, begun + 1)) || (await streams.incarnation(keys)) !== incarnation
      )
    } catch {
      return 'unknown'
    }
  }

  #bury(delivery: Delivery, reason: string): void {
    const { event, subscription } = delivery
    const { clock, ids, log } = this.#options
    const rule = subscription.rule.name
    const attempts = delivery.attempts + delivery.begun
    this.counts.dead += 1
    // Names come from outside, and may be long.
    const [source, detailType] = [event.source, event.detailType].map((name) =>
      name.slice(0, maxLoggedLength),
    )
    log.error({ rule, eventId: event.id, source, detailType, attempts }, 'an event died in a rule')
    const letter = { id: ids.uuid(), event, rule, attempts, reason, diedAt: clock.now() }
    this.#own(this.#keep(delivery, letter))
  }

  /** The entry stays until the letter is kept; if it could not be when the node stops, it is another node's to bury. */
  async #keep(delivery: Delivery, letter: DeadLetter): Promise<void> {
    const { pauses } = this.#options
    while ((await keepLetter(letter, this.#options)) === 'away') {
      if (this.#isStopped) {
        this.#deliveries.delete(delivery)
        return
      }
      await pauses.pause()
    }
    this.#ended(delivery)
  }

  /** `work` never rejects. */
  #own(work: Promise<void>): void {
    this.#underWay.add(work)
    void work.finally(() => this.#underWay.delete(work))
  }
}

const notEnded = 'the server that tried it last ended before it was handled'
