import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { describe, expect, test } from 'vitest'
import { fieldsOf, textOf } from '../template/index.ts'
import type { Aws } from './index.ts'
import { allow, arnOf, asCaller, openedAws, resource } from './opened-aws.fixture.ts'

const bodies = async (aws: Aws, queue: string): Promise<readonly unknown[]> => {
  await aws.settled()
  const input = { MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
  const { Messages } = await aws.queues.call('ReceiveMessage', resource(aws.model, queue).arn, input)
  return Array.isArray(Messages) ? Messages : []
}

const queuePolicy = (queue: string, rule: string) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Statement: {
        ...allow('sqs:SendMessage', arnOf(queue)),
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': arnOf(rule) } },
      },
    },
  },
})

const resources = {
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'chatBus-dev' } },
  Wanted: { Type: 'AWS::SQS::Queue' },
  Dead: { Type: 'AWS::SQS::Queue' },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { source: ['welcome'] },
      State: 'ENABLED',
      Targets: [{ Id: 'T', Arn: arnOf('Wanted'), DeadLetterConfig: { Arn: arnOf('Dead') } }],
    },
  },
  WantedPolicy: queuePolicy('Wanted', 'Rule'),
  DeadPolicy: queuePolicy('Dead', 'Rule'),
}
const allowed = [allow('events:PutEvents', arnOf('Bus'))]
const entry = { EventBusName: 'chatBus-dev', Source: 'welcome', DetailType: 'Hello', Detail: '{"a":1}' }

describe('PutEvents', () => {
  test('brings an event to the queues of the rules that want it, in its envelope', async () => {
    const aws = await openedAws({ resources, allowed })
    const Entries = [entry, { ...entry, Source: 'other' }]
    const { FailedEntryCount, Entries: put } = await new EventBridgeClient(asCaller(aws)).send(
      new PutEventsCommand({ Entries }),
    )
    expect(FailedEntryCount).toBe(0)
    const messages = await bodies(aws, 'Wanted')
    expect(messages).toHaveLength(1)
    expect(JSON.parse(textOf(fieldsOf(messages[0]).Body) ?? '')).toEqual({
      version: '0',
      id: put?.[0]?.EventId,
      'detail-type': 'Hello',
      source: 'welcome',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [],
      detail: { a: 1 },
    })
  })

  test('fails for an entry that is wrong, and for a bus that is not there', async () => {
    const aws = await openedAws({ resources, allowed: [allow('events:PutEvents', '*')] })
    const Entries = [{ ...entry, Detail: '1' }, { ...entry, EventBusName: 'none' }, entry]
    const answer = await new EventBridgeClient(asCaller(aws)).send(new PutEventsCommand({ Entries }))
    expect(answer.FailedEntryCount).toBe(2)
    expect(answer.Entries).toMatchObject([
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'ResourceNotFoundException', ErrorMessage: 'Event bus none does not exist.' },
      { EventId: expect.any(String) },
    ])
  })

  test('needs a grant for the bus', async () => {
    const aws = await openedAws({ resources, allowed })
    const Entries = [{ ...entry, EventBusName: 'default' }]
    const putting = new EventBridgeClient(asCaller(aws)).send(new PutEventsCommand({ Entries }))
    await expect(putting).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'events:PutEvents on resource: arn:aws:events:us-east-1:000000000000:event-bus/default',
      ),
    })
  })

  test('of a person needs none', async () => {
    const aws = await openedAws({ resources })
    const { status, body } = await aws.putEvents({ Entries: [entry] })
    expect(status).toBe(200)
    expect(JSON.parse(String(body))).toMatchObject({ FailedEntryCount: 0 })
    expect(await bodies(aws, 'Wanted')).toHaveLength(1)
  })
})

test('what the policy of a queue does not let in is a dead letter of the target', async () => {
  const { WantedPolicy: _without, ...others } = resources
  const aws = await openedAws({ resources: others })
  await aws.putEvents({ Entries: [entry] })
  expect(await bodies(aws, 'Wanted')).toEqual([])
  expect(await bodies(aws, 'Dead')).toMatchObject([
    { MessageAttributes: { ERROR_CODE: { StringValue: 'NO_PERMISSIONS' } } },
  ])
  expect(aws.denied()).toEqual([expect.stringContaining('events.amazonaws.com is not authorized')])
})

describe('a function that is a target', () => {
  const tick = {
    Tick: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        Targets: [{ Id: 'T', Arn: arnOf('Caller') }],
      },
    },
  }
  const Permission = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf('Caller'),
      Principal: 'events.amazonaws.com',
      SourceArn: arnOf('Tick'),
    },
  }

  const ticked = async (more: object): Promise<readonly unknown[]> => {
    const aws = await openedAws({ resources: { ...tick, ...more } })
    const events: unknown[] = []
    aws.onInvoke(async (lambda, event, how) => {
      events.push([lambda.name, JSON.parse(event).source, how])
      return { kind: 'returned', result: null }
    })
    const rule = resource(aws.model, 'Tick')
    await aws.runTargets(rule, aws.scheduledEvent(rule))
    return events
  }

  test('is invoked', async () => {
    expect(await ticked({ Permission })).toEqual([['caller', 'aws.events', 'event']])
  })

  test('is not invoked without its permission', async () => {
    expect(await ticked({})).toEqual([])
  })
})
