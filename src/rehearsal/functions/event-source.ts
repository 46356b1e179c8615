import type { Clock, Log } from '../../core/index.ts'
import { batchFailures } from '../../integration/batch-failures.ts'
import type { Aws } from '../services/index.ts'
import { messagesIn, type QueueMessage, recordOf } from './queue-message.ts'
import type { RunFunction } from './run-functions.ts'

export interface EventSourceOptions {
  readonly queues: Aws['queues']
  readonly clock: Clock
  readonly log: Log
  readonly queueArn: string
  readonly fn: RunFunction
  /** Messages of one invocation, at most. */
  readonly batchSize: number
  /** How long an invocation waits for more messages. */
  readonly windowMs: number
  /** Invocations at once, at most. */
  readonly concurrency: number
  readonly reportsFailures: boolean
}

/** A queue whose messages are handed to a function. */
export interface EventSource {
  readonly queueArn: string
  /** Receive nothing more, and wait for the invocations that are under way. */
  stop(): Promise<void>
}

/** So that an end is waited for no longer than that. */
const longPollSeconds = 1
const pauseMs = 1_000
/** A message that goes on being received is not the queue's end. */
const mostOfOneReceive = 10

/**
 * Receive and invoke until it is stopped, as Lambda's pollers do: what the function handled is deleted, what it did not
 * comes back when its visibility timeout is over.
 */
export function eventSource(options: EventSourceOptions): EventSource {
  const { concurrency, clock, log, queueArn } = options
  const underWay = new Set<Promise<void>>()
  let isStopped = false

  const poll = async (): Promise<void> => {
    while (!isStopped) {
      if (underWay.size >= concurrency) await Promise.race(underWay)
      const batch = await gather(options, () => isStopped)
      if (batch.length === 0) continue
      const work = deliver(batch, options).catch((error: unknown) => {
        log.error({ err: error, queueArn }, 'messages could not be handed over')
      })
      underWay.add(work)
      void work.finally(() => underWay.delete(work))
    }
  }
  const polling = (async () => {
    while (!isStopped) {
      try {
        await poll()
      } catch (error) {
        if (isStopped) return
        log.error({ err: error, queueArn }, 'a queue could not be read')
        await new Promise<void>((resolve) => clock.after(pauseMs, resolve))
      }
    }
  })()

  return {
    queueArn,
    async stop() {
      isStopped = true
      await polling
      await Promise.all(underWay)
    },
  }
}

/** The messages of one invocation: those that are there, and those that come within the window. */
async function gather(
  { queues, queueArn, batchSize, windowMs, clock }: EventSourceOptions,
  isStopped: () => boolean,
): Promise<readonly QueueMessage[]> {
  const batch: QueueMessage[] = []
  let until: number | undefined
  do {
    const more = messagesIn(
      await queues.call('ReceiveMessage', queueArn, {
        MaxNumberOfMessages: Math.min(mostOfOneReceive, batchSize - batch.length),
        WaitTimeSeconds: longPollSeconds,
        AttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    batch.push(...more)
    if (batch.length > 0) until ??= clock.now() + windowMs
  } while (until !== undefined && clock.now() < until && batch.length < batchSize && !isStopped())
  return batch
}

async function deliver(batch: readonly QueueMessage[], options: EventSourceOptions): Promise<void> {
  const { queues, queueArn, fn, log, reportsFailures } = options
  const event = JSON.stringify({ Records: batch.map((message) => recordOf(queueArn, message)) })
  const invoked = await fn.call(event)
  if (invoked.kind === 'failed') {
    const { errorType, errorMessage } = invoked
    log.warn({ function: fn.name, messages: batch.length, errorType, errorMessage }, 'a batch failed')
    return
  }
  const ids = new Set(batch.map(({ MessageId }) => MessageId))
  const failed = reportsFailures ? batchFailures(invoked.result, ids) : new Set<string>()
  const handled = failed === 'all' ? [] : batch.filter(({ MessageId }) => !failed.has(MessageId))
  if (handled.length < batch.length) {
    log.warn({ function: fn.name, messages: batch.length - handled.length }, 'messages were not handled')
  }
  for (let at = 0; at < handled.length; at += mostOfOneReceive) {
    const entries = handled.slice(at, at + mostOfOneReceive).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
    }))
    await queues.call('DeleteMessageBatch', queueArn, { Entries: entries })
  }
}
