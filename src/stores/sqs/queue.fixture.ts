import { createHash } from 'node:crypto'
import { SQSClient } from '@aws-sdk/client-sqs'
import {
  type AwsAnswer,
  type AwsServer,
  awsFailure,
  awsServer,
  testConfig,
} from '../shared/aws-server.fixture.ts'

interface Held {
  readonly body: string
  receives: number
  isVisible: boolean
}

export interface QueueServer extends AwsServer {
  readonly client: SQSClient
  readonly url: string
  /** Put a message into the queue. */
  put(body: string): void
  /** Hand out again what is hidden. */
  reveal(): void
  /** The bodies of all messages, handed out or not. */
  left(): readonly string[]
  /** The inputs of all requests for an operation. */
  inputs(operation: string): readonly Input[]
  /** Answer the next requests for that operation so. */
  fail(operation: string, answers: readonly (AwsAnswer | 'cut')[]): void
}

export interface Input {
  readonly ReceiptHandle: string
  readonly MaxNumberOfMessages: number
  readonly VisibilityTimeout: number
  readonly WaitTimeSeconds: number
  readonly Entries: readonly { readonly Id: string; readonly ReceiptHandle: string }[]
}

/** A queue of SQS as far as reading it goes. Polling waits for as long as there is nothing. What is hidden stays so. */
export async function queueServer(): Promise<QueueServer> {
  const queue = new Queue()
  const failures: { readonly operation: string; readonly answer: AwsAnswer | 'cut' }[] = []
  const server = await awsServer(async ({ operation, body, isGone }) => {
    const index = failures.findIndex((failure) => failure.operation === operation)
    const [failure] = index < 0 ? [] : failures.splice(index, 1)
    if (failure !== undefined) return failure.answer
    const input: Input = JSON.parse(body.toString())
    if (operation === 'ReceiveMessage') return { body: { Messages: await queue.receive(input, isGone) } }
    if (operation === 'DeleteMessageBatch') return { body: queue.deleteAll(input) }
    return operation === 'ChangeMessageVisibility' ? { body: {} } : awsFailure('UnknownOperationException')
  })
  return {
    ...server,
    client: new SQSClient({ ...testConfig, endpoint: server.endpoint }),
    url: `${server.endpoint}/queue`,
    put: (body) => queue.put(body),
    reveal: () => queue.reveal(),
    left: () => queue.left(),
    inputs: (operation) =>
      server.requests
        .filter((request) => request.operation === operation)
        .map(({ body }): Input => JSON.parse(body.toString())),
    fail(operation, answers) {
      failures.push(...answers.map((answer) => ({ operation, answer })))
    },
  }
}

class Queue {
  readonly #messages = new Map<string, Held>()
  #added = 0
  #waiting: (() => void)[] = []

  put(body: string): void {
    this.#added += 1
    this.#messages.set(String(this.#added), { body, receives: 0, isVisible: true })
    this.#wake()
  }

  reveal(): void {
    for (const message of this.#messages.values()) message.isVisible = true
    this.#wake()
  }

  left(): readonly string[] {
    return [...this.#messages.values()].map(({ body }) => body)
  }

  async receive({ MaxNumberOfMessages: max }: Input, isGone: () => boolean): Promise<readonly object[]> {
    const visible = () => [...this.#messages].filter(([, { isVisible }]) => isVisible).slice(0, max)
    while (visible().length === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    if (isGone()) return []
    return visible().map(([receipt, message]) => {
      message.isVisible = false
      message.receives += 1
      return {
        MessageId: receipt,
        ReceiptHandle: receipt,
        Body: message.body,
        MD5OfBody: createHash('md5').update(message.body).digest('hex'),
        Attributes: { ApproximateReceiveCount: String(message.receives) },
      }
    })
  }

  deleteAll({ Entries: entries }: Input): object {
    for (const { ReceiptHandle: receipt } of entries) this.#messages.delete(receipt)
    return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
