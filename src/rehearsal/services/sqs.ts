import type { Clock } from '../../core/index.ts'
import {
  type Fields,
  fieldsOf,
  isFields,
  isTrue,
  type Model,
  numberOf,
  type Resource,
  textOf,
} from '../template/index.ts'
import { type FarOff, farOff } from './far-off.ts'
import { type OpenedFauxqs, openFauxqs } from './fauxqs.ts'
import { jsonProtocol } from './json-protocol.ts'
import type { Answer, Call, Command, Service } from './service.ts'

/** The queues of a model, past IAM. */
export interface Queues {
  /** An operation of SQS on a queue, by its ARN. Rejects if it fails. */
  call(operation: string, queueArn: string, input: object): Promise<Fields>
  /** Messages of a queue; `delayed` are those that come within two minutes. */
  counts(queueArn: string): Promise<{ visible: number; inFlight: number; delayed: number }>
}

export interface Sqs extends Service {
  readonly queues: Queues
  stop(): Promise<void>
}

export interface SqsOptions {
  readonly model: Model
  /** Visibility timeouts longer than this, in milliseconds, are this; whole seconds, and 1 s at least. */
  readonly visibilityMs: number | undefined
  readonly clock: Pick<Clock, 'now'>
}

const json = jsonProtocol('1.0')

/** SQS with the queues of a model. */
export async function sqs({ model, visibilityMs, clock }: SqsOptions): Promise<Sqs> {
  const engine = await openFauxqs()
  const declared = model.ofType('AWS::SQS::Queue')
  const urls = new Map<Resource, string>()
  for (const queue of declared) urls.set(queue, await createQueue(engine, queue, visibilityMs))
  const far = farOff(clock)
  const named = (name: string): Resource | undefined => declared.find((queue) => queue.name === name)
  const callQueue = async (operation: string, queueArn: string, input: object): Promise<Fields> => {
    const queue = declared.find(({ arn }) => arn === queueArn)
    if (queue === undefined) throw new Error(`there is no queue ${queueArn} in the templates`)
    const { status, body } = await engine.call(operation, { ...input, QueueUrl: urls.get(queue) })
    if (status !== 200) throw new Error(`${operation} of ${queueArn} failed: ${String(body)}`)
    const output: unknown = body.length === 0 ? {} : JSON.parse(String(body))
    return fieldsOf(output)
  }
  return {
    read: (call) => read(call, { model, engine, urls, named, far }),
    refuse: (message) =>
      json.fault('com.amazon.coral.service#AccessDeniedException', message, {
        status: 403,
        headers: { 'x-amzn-query-error': 'AccessDenied;Sender' },
      }),
    queues: { call: callQueue, counts: (arn) => countsOf(arn, callQueue, far) },
    stop: () => engine.stop(),
  }
}

const attributeNames = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
]

async function createQueue(
  engine: OpenedFauxqs,
  { name, properties }: Resource,
  visibilityMs: number | undefined,
): Promise<string> {
  const given = attributeNames.flatMap((attribute) => {
    const text = textOf(properties[attribute])
    return text === undefined ? [] : [[attribute, text]]
  })
  const declared = numberOf(properties.VisibilityTimeout) ?? 30
  const shortest = visibilityMs === undefined ? declared : Math.max(1, Math.ceil(visibilityMs / 1_000))
  const answer = await engine.call('CreateQueue', {
    QueueName: name,
    Attributes: {
      ...Object.fromEntries(given),
      VisibilityTimeout: String(Math.min(declared, shortest)),
      ...(isTrue(properties.FifoQueue) ? { FifoQueue: 'true' } : {}),
      ...(isFields(properties.RedrivePolicy)
        ? { RedrivePolicy: JSON.stringify(properties.RedrivePolicy) }
        : {}),
    },
  })
  const output: unknown = JSON.parse(String(answer.body))
  const url = textOf(fieldsOf(output).QueueUrl)
  if (url === undefined) throw new Error(`the queue ${name} could not be made: ${String(answer.body)}`)
  return url
}

async function countsOf(queueArn: string, call: Queues['call'], far: FarOff) {
  const { Attributes } = await call('GetQueueAttributes', queueArn, { AttributeNames: ['All'] })
  const count = (name: string): number => numberOf(fieldsOf(Attributes)[name]) ?? 0
  return {
    visible: count('ApproximateNumberOfMessages'),
    inFlight: count('ApproximateNumberOfMessagesNotVisible'),
    delayed: count('ApproximateNumberOfMessagesDelayed') - far.count(queueArn),
  }
}

interface Known {
  readonly model: Model
  readonly engine: OpenedFauxqs
  readonly urls: ReadonlyMap<Resource, string>
  named(name: string): Resource | undefined
  readonly far: FarOff
}

function read(call: Call, { model, engine, urls, named, far }: Known): Command | Answer {
  const request = json.read(call)
  if (request === undefined) return json.fault('SerializationException', 'The body is not JSON')
  const { operation, input } = request
  const url = textOf(input.QueueUrl) ?? ''
  const name = textOf(input.QueueName) ?? url.slice(url.lastIndexOf('/') + 1)
  const queue = named(name)
  const resource = name === '' ? '*' : `arn:aws:sqs:${model.region}:${model.accountId}:${name}`
  return {
    label: `${operation} ${name}`.trimEnd(),
    needs: [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource }],
    run: () => {
      if (/^(Create|Delete)Queue$|^SetQueueAttributes$/.test(operation)) {
        return json.fault('UnsupportedOperation', 'Queues are as the templates say')
      }
      // The URL is another one here; who has a queue of another place would not reach ours.
      if (queue === undefined || (url !== '' && url !== queue.ref)) return noQueue
      if (operation === 'GetQueueUrl') return json.answer({ QueueUrl: queue.ref })
      if (operation.startsWith('SendMessage')) far.sent(queue.arn, input)
      return engine.call(operation, { ...input, QueueUrl: urls.get(queue) })
    },
  }
}

const noQueue = json.fault('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.', {
  headers: { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender' },
})
