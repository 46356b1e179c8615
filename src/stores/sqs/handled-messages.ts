import { DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Log } from '../../core/ports/log.ts'

export interface HandledMessagesOptions {
  readonly client: SQSClient
  readonly queueUrl: string
  readonly log: Log
}

// SQS takes no more in one request.
const maxEntries = 10

/** Takes out of a queue what was handled, several at once. What cannot be taken out is handed out again later. */
export class HandledMessages {
  readonly #options: HandledMessagesOptions
  #waiting: string[] = []
  #deleting: Promise<void> | undefined

  constructor(options: HandledMessagesOptions) {
    this.#options = options
  }

  add(receipt: string): void {
    this.#waiting.push(receipt)
    this.#deleting ??= this.#deleteAll().finally(() => {
      this.#deleting = undefined
    })
  }

  /** Resolves when nothing is left to delete. */
  async settled(): Promise<void> {
    while (this.#deleting !== undefined) await this.#deleting
  }

  async #deleteAll(): Promise<void> {
    // What else is handled in this turn goes with it.
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    while (this.#waiting.length > 0) await this.#delete(this.#waiting.splice(0, maxEntries))
  }

  async #delete(receipts: readonly string[]): Promise<void> {
    const { client, queueUrl, log } = this.#options
    const entries = receipts.map((receipt, index) => ({ Id: String(index), ReceiptHandle: receipt }))
    try {
      const command = new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries })
      const { Failed: failed = [] } = await client.send(command)
      if (failed.length > 0) log.warn({ count: failed.length, code: failed[0]?.Code }, notDeleted)
    } catch (error) {
      log.warn({ count: receipts.length, err: error }, notDeleted)
    }
  }
}

const notDeleted = 'handled events stayed in their queue, and are handled again'
