import type { Later } from '../later.ts'

/** Something that happened, told to whoever listens. The shape follows EventBridge's. */
export interface NewEvent {
  /** Which bus carries it: `default`, or one of an API's own. */
  readonly bus: string
  readonly source: string
  readonly detailType: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly resources?: readonly string[]
  /** When it happened, in milliseconds since 1970. The default is now. */
  readonly time?: number
}

/** An event that a bus has accepted. */
export interface BusEvent extends Required<NewEvent> {
  /** A UUID. It is the same on every delivery of the event. */
  readonly id: string
}

/** Which events somebody wants, and what is then done. */
export interface Rule {
  /** Unique on its server: it names the rule in dead letters. */
  readonly name: string
  readonly bus: string
  /** Without it, events of any source. */
  readonly sources?: readonly string[]
  /** Without it, events of any type. */
  readonly detailTypes?: readonly string[]
  /** How long an attempt may take, in milliseconds; then it has failed. The default is 30,000. */
  readonly attemptMs?: number
  /**
   * Throws or rejects when it could not do its work; then it is called again with the same event, whose detail is what
   * JSON made of it when it was emitted.
   */
  handle(event: BusEvent): Later<void>
}

/**
 * What carries events to rules. An accepted event reaches every rule that matches it at least once, and each rule on
 * its own: one that fails is tried again after a while, and costs no other rule a delay or a second delivery. One that
 * goes on failing ends as a dead letter.
 */
export interface Events {
  /**
   * `full`: in a rule that wants the event, too much is waiting; it was not accepted, and no rule gets it. One that no
   * rule wants is accepted and forgotten. Throws a `TypeError` for a detail that cannot be written as a JSON object.
   */
  emit(event: NewEvent): Later<{ readonly id: string } | 'full'>
  /** Deliver what matches to `rule` from now on, until the returned function is called. */
  subscribe(rule: Rule): () => void
}
