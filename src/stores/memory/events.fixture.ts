import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import type { BusEvent, Rule } from '../../core/ports/events.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { memoryDeadLetters } from './dead-letters.ts'
import { type MemoryEventsOptions, memoryEvents } from './events.ts'

export const updated = {
  bus: 'default',
  source: 'CLI',
  detailType: 'Entity Updated',
  detail: { secret: 'of the detail' },
}

export function openEvents(options: Partial<MemoryEventsOptions> = {}) {
  const clock = movedClock()
  const deadLetters: DeadLetters = options.deadLetters ?? memoryDeadLetters()
  const dead: DeadLetter[] = []
  const lines: [object, string][] = []
  const keep = (fields: object, message: string) => lines.push([fields, message])
  const log = { debug: keep, info: keep, warn: keep, error: keep }
  const onDeath = (letter: DeadLetter) => dead.push(letter)
  const events = memoryEvents({ clock, ids: systemIds(), log, onDeath, ...options, deadLetters })
  return { clock, deadLetters, dead, lines, events, attempts: options.attempts ?? 5 }
}

/** Subscribe a rule that does `work`, and count how often it is called. */
export function calls(
  events: ReturnType<typeof openEvents>['events'],
  work: (event: BusEvent) => void | Promise<void>,
  bus = 'default',
) {
  const times: BusEvent[] = []
  const handle: Rule['handle'] = (event) => {
    times.push(event)
    return work(event)
  }
  return { times, unsubscribe: events.subscribe({ name: 'rule', bus, handle }) }
}

export function fail(): never {
  throw new Error('it cannot be done')
}

export const never = (): Promise<void> => new Promise(() => {})

export interface PromiseWithEnds {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** A promise that ends when the test says so. */
export function ends(): PromiseWithEnds {
  let resolve: () => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
