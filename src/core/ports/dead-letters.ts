import type { Later } from '../later.ts'
import type { BusEvent } from './events.ts'

/** An event that a rule could not handle, however often it tried. */
export interface DeadLetter {
  /** A UUID of the letter: one event can die in several rules. */
  readonly id: string
  readonly event: BusEvent
  readonly rule: string
  readonly attempts: number
  /** What the last attempt failed with, for a person. */
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly diedAt: number
}

/** Events that wait for somebody to look at them. */
export interface DeadLetters {
  /** Keep a letter. Of more than 1,000 the oldest are forgotten. */
  add(letter: DeadLetter): Later<void>
  /** All that are kept, oldest first. */
  list(): Later<readonly DeadLetter[]>
  /** Take a letter out; `undefined` if there is none of that id. */
  remove(id: string): Later<DeadLetter | undefined>
  count(): Later<number>
}
