import { expect, test } from 'vitest'
import type { BusEvent } from '../core/index.ts'
import { eventBridgeEvent, queueRecord } from './queue-record.ts'
import { leapSecond } from './records.fixture.ts'

const owner = { region: 'eu-central-1', accountId: '123456789012' }

test('a function gets an event as EventBridge has them', () => {
  const event: BusEvent = {
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    bus: 'default',
    source: 'game.match',
    detailType: 'MatchEnded',
    detail: { winner: 'Zoë "👋"' },
    resources: ['arn:aws:game:::match/1'],
    time: leapSecond,
  }
  expect(eventBridgeEvent(event, owner)).toBe(
    JSON.stringify({
      version: '0',
      id: '7bf73129-1428-4cd3-a780-95db273d1602',
      'detail-type': 'MatchEnded',
      source: 'game.match',
      account: '123456789012',
      time: '2024-02-29T23:59:59Z',
      region: 'eu-central-1',
      resources: ['arn:aws:game:::match/1'],
      detail: { winner: 'Zoë "👋"' },
    }),
  )
})

test('a function gets a message as SQS has them', () => {
  const receipt = {
    messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
    receiptHandle: 'AQEBhandle==',
    body: 'test',
    count: 2,
    sentAt: 1_000,
    firstReceivedAt: 1_200,
  }
  expect(JSON.stringify(queueRecord(receipt, 'welcome', owner))).toBe(
    JSON.stringify({
      messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
      receiptHandle: 'AQEBhandle==',
      body: 'test',
      attributes: {
        ApproximateReceiveCount: '2',
        SentTimestamp: '1000',
        SenderId: '123456789012',
        ApproximateFirstReceiveTimestamp: '1200',
      },
      messageAttributes: {},
      md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:welcome',
      awsRegion: 'eu-central-1',
    }),
  )
})
