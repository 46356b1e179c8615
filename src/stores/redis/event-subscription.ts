import type { NewEvent, Rule } from '../../core/ports/events.ts'
import type { RuleKeys } from './event-keys.ts'

/** A rule of this node from its subscribing to its unsubscribing. */
export class EventSubscription {
  readonly rule: Rule
  readonly keys: RuleKeys
  /** Of the stream, as it was when this node last said that it reads it. */
  incarnation: string | undefined
  isLive = true

  constructor(rule: Rule, keys: RuleKeys) {
    this.rule = rule
    this.keys = keys
  }

  wants(event: NewEvent): boolean {
    const { bus, sources, detailTypes } = this.rule
    return (
      bus === event.bus &&
      (sources === undefined || sources.includes(event.source)) &&
      (detailTypes === undefined || detailTypes.includes(event.detailType))
    )
  }
}
