import type { DeadLetters } from './dead-letters.ts'
import type { BusEvent, Events, NewEvent, Rule } from './events.ts'
import type { MovedClock } from './moved-clock.fixture.ts'

/** An engine with what it leans on. `clock` is the only time it knows. */
export interface EventsUnderTest {
  readonly events: Events
  readonly deadLetters: DeadLetters
  readonly clock: MovedClock
  /** How often it calls a rule with one event, at most. */
  readonly attempts: number
}

/** In what engines may differ. */
export interface EventsTraits {
  /** What the first attempt of a rule is handed: the detail itself, or what JSON made of it. The default is `same`. */
  readonly firstDetail?: 'same' | 'copied'
}

export const updated: NewEvent = {
  bus: 'default',
  source: 'CLI',
  detailType: 'Entity Updated',
  detail: { entityId: 'myEntityId' },
}

/** A rule that keeps what it is called with, and then does `work`. */
export function recorder(rule: Partial<Rule> = {}, work: Rule['handle'] = () => {}) {
  const received: BusEvent[] = []
  const handle: Rule['handle'] = (event) => {
    received.push(event)
    return work(event)
  }
  return { received, rule: { name: 'recorder', bus: 'default', ...rule, handle } }
}

export function fail(): never {
  throw new Error('it cannot be done')
}

export async function emit(events: Events, changed: Partial<NewEvent> = {}): Promise<string> {
  const accepted = await events.emit({ ...updated, ...changed })
  if (accepted === 'full') throw new Error('the event was not accepted')
  return accepted.id
}

export function numbersOf(received: readonly BusEvent[]): readonly unknown[] {
  return received.map(({ detail }) => detail.number)
}
