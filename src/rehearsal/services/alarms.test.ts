import { describe, expect, test } from 'vitest'
import { allow, arnOf, openedAws, resource } from './opened-aws.fixture.ts'

const resources = {
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', VisibilityTimeout: 0 } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'letters',
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Dead', 'QueueName'] } }],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [{ Ref: 'Topic' }],
    },
  },
}

async function withDeadLetter(more: object = {}) {
  const aws = await openedAws({ resources: { ...resources, ...more } })
  const queue = resource(aws.model, 'Dead').arn
  await aws.lookAtAlarms()
  expect(aws.notifications()).toEqual([])
  await aws.queues.call('SendMessage', queue, { MessageBody: 'dead' })
  await aws.lookAtAlarms()
  return { aws, queue }
}

describe('an alarm on a queue', () => {
  test('tells its topic when there is a message, and once', async () => {
    const { aws } = await withDeadLetter()
    await aws.lookAtAlarms()
    const topicArn = 'arn:aws:sns:us-east-1:000000000000:alarms'
    expect(aws.notifications()).toEqual([
      {
        topicArn,
        notification: {
          Type: 'Notification',
          MessageId: expect.any(String),
          TopicArn: topicArn,
          Subject: 'ALARM: "letters" in US East (N. Virginia)',
          Message: expect.stringContaining('"NewStateValue":"ALARM"'),
          Timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      },
    ])
  })

  test('rings again after it was quiet', async () => {
    const { aws, queue } = await withDeadLetter()
    const { Messages } = await aws.queues.call('ReceiveMessage', queue, { VisibilityTimeout: 30 })
    const [message] = Array.isArray(Messages) ? Messages : []
    await aws.queues.call('DeleteMessage', queue, { ReceiptHandle: message?.ReceiptHandle })
    await aws.lookAtAlarms()
    await aws.queues.call('SendMessage', queue, { MessageBody: 'dead again' })
    await aws.lookAtAlarms()
    expect(aws.notifications()).toHaveLength(2)
  })

  test('needs a grant where the topic has a policy of its own', async () => {
    const policy = (statement: object) => ({
      TopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: { Statement: [statement] } },
      },
    })
    const forbidding = { Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: { Ref: 'Topic' } }
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } }
    const { aws: closed } = await withDeadLetter(policy({ ...forbidding, Condition }))
    expect(closed.notifications()).toEqual([])
    expect(closed.denied()).toHaveLength(1)
    const Principal = { Service: 'cloudwatch.amazonaws.com' }
    const { aws: open } = await withDeadLetter(
      policy({
        ...allow('sns:Publish', { Ref: 'Topic' }),
        Principal,
        Condition: { ArnLike: { 'aws:SourceArn': arnOf('Alarm') } },
      }),
    )
    expect(open.notifications()).toHaveLength(1)
  })
})
