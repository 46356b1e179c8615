import type { BusEvent, Clock, Ids, Invoke } from '../core/index.ts'
import { batchFailures } from './batch-failures.ts'
import { eventBridgeEvent, type Owner, queueRecord } from './queue-record.ts'
import { type Receipts, receipts } from './receipts.ts'

export interface QueueOptions extends Owner {
  readonly invoke: Invoke
  readonly ids: Ids
  readonly clock: Clock
  readonly queueName: string
  /** Messages of one invocation, at most. The default is 10. */
  readonly batchSize?: number
  /** Invocations at once, at most. The default is 5, with which Lambda begins. */
  readonly concurrency?: number
}

/**
 * Hands events to a function as a queue does. Rejects if the function failed at the event. An event that is handed over
 * again while it waits or is worked at is the same event, and has the same end.
 */
export type Queue = (event: BusEvent) => Promise<void>

/** What an event has become, while it is under way. */
interface Waiting {
  readonly event: BusEvent
  readonly body: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly sentAt: number
  /** Without a reason, it is handled. */
  end(failure?: Error): void
}

/** Of the messages of one invocation together, in bytes: SQS's limit. One that is larger goes alone. */
const maxBatchBytes = 256 * 1024

/** Events of one turn go together, and so do those that come while all invocations are busy. */
export function queueOf(options: QueueOptions): Queue {
  const { clock, ids, batchSize = 10, concurrency = 5 } = options
  const known = receipts(clock, ids)
  const underWay = new Map<string, Promise<void>>()
  const waiting: Waiting[] = []
  let running = 0
  let isScheduled = false

  const drain = (): void => {
    isScheduled = false
    while (running < concurrency && waiting.length > 0) void work(takeBatch(waiting, batchSize))
  }

  const work = (batch: readonly Waiting[]): Promise<void> => {
    running += 1
    return deliver(batch, options, known).finally(() => {
      running -= 1
      drain()
    })
  }

  const enqueue = (event: BusEvent): Promise<void> => {
    const body = eventBridgeEvent(event, options)
    const ended = new Promise<void>((resolve, reject) => {
      const end = (failure?: Error): void => {
        underWay.delete(event.id)
        if (failure === undefined) resolve()
        else reject(failure)
      }
      waiting.push({ event, body, bytes: Buffer.byteLength(body), sentAt: clock.now(), end })
    })
    underWay.set(event.id, ended)
    if (!isScheduled) setImmediate(drain)
    isScheduled = true
    return ended
  }

  return (event) => underWay.get(event.id) ?? enqueue(event)
}

function takeBatch(waiting: Waiting[], batchSize: number): readonly Waiting[] {
  let count = 0
  let bytes = 0
  for (const message of waiting.slice(0, batchSize)) {
    bytes += message.bytes
    if (count > 0 && bytes > maxBatchBytes) break
    count += 1
  }
  return waiting.splice(0, count)
}

/** One invocation. Whatever becomes of it, every message of the batch is ended, and nothing is thrown. */
async function deliver(batch: readonly Waiting[], options: QueueOptions, known: Receipts): Promise<void> {
  const messages = batch.map((message) => ({
    ...message,
    receipt: known.receive(message.event.id, message.body, message.sentAt),
  }))
  const records = messages.map(({ receipt }) => queueRecord(receipt, options.queueName, options))
  const event = JSON.stringify({ Records: records })
  const invoked = await options.invoke({ requestId: options.ids.uuid(), event })
  const ids = new Set(messages.map(({ receipt }) => receipt.messageId))
  const failed = invoked.kind === 'failed' ? 'all' : batchFailures(invoked.result, ids)
  const why =
    invoked.kind === 'failed'
      ? `${invoked.errorType}: ${invoked.errorMessage}`
      : 'the function answered that it could not handle the message'
  for (const {
    event: { id },
    receipt,
    end,
  } of messages) {
    if (failed === 'all' || failed.has(receipt.messageId)) {
      end(new Error(why))
    } else {
      known.forget(id)
      end()
    }
  }
}
