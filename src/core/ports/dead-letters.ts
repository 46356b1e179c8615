import type { Later } from '../later.ts'
import type { BusEvent } from './events.ts'

/** An event as it is kept: as an object, a detail can take twenty times the memory of its text. */
export interface KeptEvent extends Omit<BusEvent, 'detail'> {
  /** The detail as JSON text: that of an object, as `JSON.stringify` writes it. */
  readonly detailText: string
}

/** An event that a rule could not handle, however often it tried. */
export interface DeadLetter {
  /** A UUID of the letter: one event can die in several rules. */
  readonly id: string
  readonly event: KeptEvent
  readonly rule: string
  readonly attempts: number
  /** What the last attempt failed with, for a person. */
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly diedAt: number
}

/** Which letters are listed. */
export interface DeadLettersPage {
  /** Only those that came after the letter of this id; if it is gone, from the oldest: better twice than never. */
  readonly after?: string
  /** How many at most. Without it, all. */
  readonly limit?: number
}

/** Events that wait for somebody to look at them. */
export interface DeadLetters {
  /**
   * Keep a letter. Of more than 1,000 the oldest are forgotten, and of more than 32 MiB of text, as an engine keeps it.
   */
  add(letter: DeadLetter): Later<void>
  /** Oldest first. */
  list(options?: DeadLettersPage): Later<readonly DeadLetter[]>
  /** The letter of this id, if it is kept. */
  get(id: string): Later<DeadLetter | undefined>
  /** Take a letter out; `undefined` if there is none of that id. */
  remove(id: string): Later<DeadLetter | undefined>
  count(): Later<number>
}
