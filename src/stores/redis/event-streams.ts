import type { KeptEvent } from '../../core/ports/dead-letters.ts'
import type { Rule } from '../../core/ports/events.ts'
import { sizeOf } from '../shared/kept-event.ts'
import { type RuleKeys, ruleKeys, rulesKey } from './event-keys.ts'
import type { Redis } from './redis.ts'
import { maybeTextOf, numberOf, textOf, textsOf } from './replies.ts'

export interface Bounds {
  readonly maxWaiting: number
  readonly maxWaitingBytes: number
}

/** An entry that has come to its end. */
export interface Ended {
  readonly entryId: string
  readonly size: number
}

/** Which entries of a node are put back. */
export interface Release {
  readonly node: string
  /** `leave`: the node has no entries after it, and is forgotten. */
  readonly as: 'stay' | 'leave'
  /** Only those that were handed out so long ago. */
  readonly idleMs: number
  /** How many times of handing out were no attempt. */
  readonly uncounted: 0 | 1
  readonly kept: readonly string[]
}

/** What waits in a rule that nobody reads or feeds is forgotten after 7 days. */
const ttlMs = 7 * 24 * 60 * 60_000
/** A rule whose nodes have not been heard of for so long gets no more events from nodes that do not have it. */
const leaseMs = 5 * 60_000
const released = 100

/** What the bus does in Redis. All of it may reject with `Unavailable`. */
export class EventStreams {
  readonly #redis: Redis
  readonly #node: string
  readonly #rules: string

  constructor(redis: Redis, node: string) {
    this.#redis = redis
    this.#node = node
    this.#rules = rulesKey(redis)
  }

  /** Whether there was room. `own` are all rules of this node, `wanted` those of them that want the event. */
  async emit(
    event: KeptEvent,
    { own, wanted, bounds }: { own: readonly RuleKeys[]; wanted: readonly RuleKeys[]; bounds: Bounds },
  ): Promise<boolean> {
    const { bus, source, detailType } = event
    const numbers = [bounds.maxWaiting, bounds.maxWaitingBytes, ttlMs].map(String)
    const accepted = await this.#redis.script(
      'event-emit',
      [this.#rules, ...wanted.flatMap(({ stream, state }) => [stream, state])],
      [
        JSON.stringify(event),
        String(sizeOf(event)),
        bus,
        source,
        detailType,
        ...numbers,
        ...own.map(({ id }) => id),
      ],
    )
    return numberOf(accepted) === 1
  }

  /** Answers the incarnation of the stream: `incarnation`, if this has made it. */
  async subscribe({
    keys,
    rule,
    incarnation,
  }: {
    keys: RuleKeys
    rule: Rule
    incarnation: string
  }): Promise<string> {
    const { bus, sources, detailTypes } = rule
    const { id, stream, state, nodes } = keys
    const known = await this.#redis.script(
      'event-subscribe',
      [this.#rules, stream, state, nodes],
      [
        id,
        JSON.stringify({ stream, state, bus, sources, detailTypes }),
        this.#node,
        String(leaseMs),
        String(ttlMs),
        incarnation,
      ],
    )
    return textOf(known)
  }

  /** Whether no other node has the rule, so that its events are gone. */
  async unsubscribe({ id, stream, state, nodes }: RuleKeys): Promise<boolean> {
    const gone = await this.#redis.script(
      'event-unsubscribe',
      [this.#rules, stream, state, nodes],
      [id, this.#node],
    )
    return numberOf(gone) === 1
  }

  /** Put what a node was handed, and what has not come to its end, back for all nodes. */
  async release({ stream, nodes }: RuleKeys, { node, as, idleMs, uncounted, kept }: Release): Promise<void> {
    const args = [node, as, String(idleMs), String(released), String(uncounted), ...kept]
    for (let moved = released; moved === released; ) {
      moved = numberOf(await this.#redis.script('event-release', [stream, nodes], args))
    }
  }

  async end({ stream, state }: RuleKeys, ended: readonly Ended[]): Promise<void> {
    await this.#redis.script(
      'event-end',
      [stream, state],
      ended.flatMap(({ entryId, size }) => [entryId, String(size)]),
    )
  }

  /**
   * Note that an entry is handed out to this node for the `times`th time. `false`: it is not with this node any more.
   * No node takes an entry without putting it back first, under another id.
   */
  async again({ stream }: RuleKeys, entryId: string, times: number): Promise<boolean> {
    const args = ['XCLAIM', stream, 'fleet', this.#node, '0', entryId, 'RETRYCOUNT', String(times), 'JUSTID']
    return textsOf(await this.#redis.command(stream, args)).length > 0
  }

  /** Which incarnation the stream is, if it is there. */
  async incarnation({ state }: RuleKeys): Promise<string | undefined> {
    return maybeTextOf(await this.#redis.command(state, ['HGET', state, 'incarnation']))
  }

  /** Nodes that have entries of a rule, or had, and have not been heard of for long. */
  async gone({ stream, nodes }: RuleKeys): Promise<readonly string[]> {
    return textsOf(await this.#redis.script('event-gone', [stream, nodes], []))
  }

  /** The rules of the fleet. */
  async rules(): Promise<readonly RuleKeys[]> {
    const ids = textsOf(await this.#redis.command(this.#rules, ['HKEYS', this.#rules]))
    return ids.map((id) => ruleKeys(this.#redis, id))
  }
}
