import { createHash } from 'node:crypto'
import type { BusEvent } from '../core/index.ts'

/** Whose events and queues these are. */
export interface Owner {
  readonly region: string
  readonly accountId: string
}

/** An event as EventBridge hands it to a function, as JSON text. */
export function eventBridgeEvent(event: BusEvent, { region, accountId }: Owner): string {
  return JSON.stringify({
    version: '0',
    id: event.id,
    'detail-type': event.detailType,
    source: event.source,
    account: accountId,
    time: new Date(event.time).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: event.resources,
    detail: event.detail,
  })
}

/** A message of a queue, at one of the times that it is received. */
export interface Receipt {
  readonly messageId: string
  /** Of this time only. */
  readonly receiptHandle: string
  readonly body: string
  /** How often it was received, with this time. */
  readonly count: number
  /** Both in milliseconds since 1970. */
  readonly sentAt: number
  readonly firstReceivedAt: number
}

/** A message as SQS hands it to a function. */
export function queueRecord(receipt: Receipt, queueName: string, { region, accountId }: Owner) {
  return {
    messageId: receipt.messageId,
    receiptHandle: receipt.receiptHandle,
    body: receipt.body,
    attributes: {
      ApproximateReceiveCount: String(receipt.count),
      SentTimestamp: String(receipt.sentAt),
      SenderId: accountId,
      ApproximateFirstReceiveTimestamp: String(receipt.firstReceivedAt),
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(receipt.body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${region}:${accountId}:${queueName}`,
    awsRegion: region,
  }
}
