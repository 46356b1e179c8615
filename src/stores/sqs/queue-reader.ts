import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Clock } from '../../core/ports/clock.ts'
import type { Rule } from '../../core/ports/events.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import { inTime, reasonOf } from '../shared/attempt.ts'
import { backOff } from '../shared/back-off.ts'
import { type EventMessage, eventIn, eventMessage } from './event-message.ts'
import { HandledMessages } from './handled-messages.ts'

export interface QueueReaderOptions {
  readonly client: SQSClient
  readonly queueUrl: string
  readonly rule: Rule
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** How long an event that failed for the first time waits, give or take a fifth. It doubles, and is a second at least. */
  readonly backOffMs: number
  /** Events of the rule that are handled at once, at most. */
  readonly concurrency: number
}

export interface QueueCounts {
  waiting: number
  handled: number
  failed: number
}

const longPollSeconds = 20
const maxMessages = 10
const defaultAttemptMs = 30_000
/** What an attempt does not take of the time that its message is hidden: the way to here, and the way back. */
const marginMs = 30_000
const maxBackOffMs = 10 * 60_000
/** While SQS is away. */
const pause = { baseMs: 1_000, maxMs: 30_000 }

/**
 * Has a rule called with the events in its queue until it is stopped. An event that was handled is taken out; one that
 * failed is hidden for a while, and the queue's own redrive policy ends that.
 */
export class QueueReader {
  readonly #options: QueueReaderOptions
  readonly #handled: HandledMessages
  readonly #counts: QueueCounts
  readonly #stopping = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #reading: Promise<void>

  constructor(options: QueueReaderOptions, counts: QueueCounts) {
    this.#options = options
    this.#counts = counts
    this.#handled = new HandledMessages(options)
    this.#reading = this.#read()
  }

  /** Receive nothing more. What is under way goes on. */
  stop(): void {
    this.#stopping.abort()
  }

  /** After `stop`: resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#reading
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
    await this.#handled.settled()
  }

  async #read(): Promise<void> {
    let failures = 0
    while (!this.#isStopped()) {
      const messages = await this.#receive()
      if (messages !== undefined) {
        if (failures > 0) this.#options.log.info({ rule: this.#options.rule.name }, 'its queue answers again')
        failures = 0
        for (const message of messages) this.#own(this.#attempt(message))
        await this.#room()
      } else if (!this.#isStopped()) {
        failures += 1
        await backOff(failures, { ...this.#options, ...pause }, this.#stopping.signal)
      }
    }
  }

  #isStopped(): boolean {
    return this.#stopping.signal.aborted
  }

  /** `undefined`: SQS did not answer, or the reader was stopped. */
  async #receive(): Promise<readonly EventMessage[] | undefined> {
    const { client, queueUrl, rule, log, concurrency } = this.#options
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      WaitTimeSeconds: longPollSeconds,
      MaxNumberOfMessages: Math.min(maxMessages, concurrency - this.#underWay.size),
      VisibilityTimeout: Math.ceil(((rule.attemptMs ?? defaultAttemptMs) + marginMs) / 1_000),
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    })
    try {
      const { Messages: messages = [] } = await client.send(command, { abortSignal: this.#stopping.signal })
      return messages.map(eventMessage)
    } catch (error) {
      if (!this.#isStopped()) log.error({ rule: rule.name, err: error }, 'its queue does not answer')
      return undefined
    }
  }

  async #room(): Promise<void> {
    while (this.#underWay.size >= this.#options.concurrency) await Promise.race(this.#underWay)
  }

  async #attempt(message: EventMessage): Promise<void> {
    const { rule, clock } = this.#options
    this.#counts.waiting += 1
    try {
      const outcome = rule.handle(eventIn(message, rule.bus))
      if (outcome instanceof Promise) await inTime(outcome, clock, rule.attemptMs)
      this.#counts.handled += 1
      this.#handled.add(message.receipt)
    } catch (error) {
      this.#counts.failed += 1
      await this.#failed(message, error)
    } finally {
      this.#counts.waiting -= 1
    }
  }

  /** Hide it for a while. If that cannot be done, it comes back when its time is over. */
  async #failed({ receipt, receives }: EventMessage, reason: unknown): Promise<void> {
    const { client, queueUrl, rule, ids, log, backOffMs } = this.#options
    log.warn({ rule: rule.name, attempts: receives, reason: reasonOf(reason) }, 'an event failed in a rule')
    const jitter = 0.8 + (0.4 * Number(ids.draw('0123456789', 4))) / 9_999
    const delayMs = Math.min(backOffMs * 2 ** Math.min(receives - 1, 30), maxBackOffMs) * jitter
    try {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receipt,
          VisibilityTimeout: Math.max(1, Math.round(delayMs / 1_000)),
        }),
      )
    } catch (error) {
      log.warn({ rule: rule.name, err: error }, 'an event that failed stays hidden until its time is over')
    }
  }

  /** `work` never rejects. */
  #own(work: Promise<void>): void {
    this.#underWay.add(work)
    void work.finally(() => this.#underWay.delete(work))
  }
}
