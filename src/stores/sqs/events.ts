import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Clock } from '../../core/ports/clock.ts'
import type { Events, Rule } from '../../core/ports/events.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import { QueueReader } from './queue-reader.ts'

export interface SqsEventsOptions {
  readonly client: SQSClient
  /** The way of events into what fills the queues. */
  readonly emit: Events['emit']
  /** The queue of a rule. It throws if there is none. */
  readonly queueUrlOf: (rule: Rule) => string
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /**
   * How long an event that failed for the first time waits, give or take a fifth. It doubles up to 10 minutes, and SQS
   * counts whole seconds. The default is 1,000.
   */
  readonly backOffMs?: number
  /** Events of one rule that are handled at once here, at most. The default is 100. */
  readonly concurrency?: number
}

/** What this process did: `waiting` is now, the others since the start. What dies is the queues' business. */
export interface SqsEventCounts {
  /** Events that are being handled. */
  readonly waiting: number
  readonly accepted: number
  readonly handled: number
  /** Failed attempts. */
  readonly failed: number
  readonly dead: 0
}

export interface SqsEvents extends Events {
  counts(): SqsEventCounts
  /**
   * Receive nothing more, and wait for what is being handled, 30 s at most. What was not handled comes back to others. What
   * is emitted meanwhile and afterwards is accepted. Stopping twice is stopping once. Never rejects.
   */
  stop(): Promise<void>
}

const stopMs = 30_000

/**
 * Events that come through a queue of SQS for each rule, which something else fills with what the rule wants, as rules of
 * EventBridge do. One of all processes that read a queue handles an event, and it is tried again until the redrive policy of
 * the queue takes it for dead. The order of events is not kept, and what waited in the queue before a rule subscribed is for
 * it too.
 */
export function sqsEvents(options: SqsEventsOptions): SqsEvents {
  const { emit, queueUrlOf, clock, backOffMs = 1_000, concurrency = 100 } = options
  const counts = { waiting: 0, handled: 0, failed: 0 }
  const readers = new Set<QueueReader>()
  let accepted = 0
  let stopped: Promise<void> | undefined

  async function stop(): Promise<void> {
    for (const reader of readers) reader.stop()
    let callOff = (): void => {}
    const late = new Promise<void>((resolve) => {
      callOff = clock.after(stopMs, resolve)
    })
    await Promise.race([Promise.all([...readers].map((reader) => reader.settled())), late])
    callOff()
  }

  return {
    async emit(event) {
      const outcome = await emit(event)
      if (outcome !== 'full') accepted += 1
      return outcome
    },
    subscribe(rule) {
      const queueUrl = queueUrlOf(rule)
      const reader = new QueueReader({ ...options, queueUrl, rule, backOffMs, concurrency }, counts)
      readers.add(reader)
      return () => {
        reader.stop()
        // It is waited for if the process stops meanwhile.
        void reader.settled().then(() => readers.delete(reader))
      }
    },
    counts: () => ({ ...counts, accepted, dead: 0 }),
    stop: () => (stopped ??= stop()),
  }
}
