import {
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { allow, arnOf, asCaller, openedAws, resource } from './opened-aws.fixture.ts'

const resources = {
  Jobs: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'jobs',
      VisibilityTimeout: 0,
      RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 1 },
    },
  },
  Dead: { Type: 'AWS::SQS::Queue' },
}
const allowed = [allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf('Jobs'))]

describe('the queues of a template', () => {
  test('take messages at the URL that functions are given', async () => {
    const aws = await openedAws({ resources, allowed })
    const jobs = resource(aws.model, 'Jobs')
    const client = new SQSClient(asCaller(aws))
    await client.send(new SendMessageCommand({ QueueUrl: jobs.ref, MessageBody: 'hello' }))
    const Entries = [{ Id: '1', MessageBody: 'again' }]
    const batch = await client.send(new SendMessageBatchCommand({ QueueUrl: jobs.ref, Entries }))
    expect(batch.Successful).toHaveLength(1)
    expect(await aws.queues.counts(jobs.arn)).toEqual({ visible: 2, inFlight: 0, delayed: 0 })
  })

  test('do not tell of what comes much later', async () => {
    const aws = await openedAws({ resources, allowed })
    const jobs = resource(aws.model, 'Jobs')
    const client = new SQSClient(asCaller(aws))
    const Entries = [
      { Id: '1', MessageBody: 'soon', DelaySeconds: 15 },
      { Id: '2', MessageBody: 'later', DelaySeconds: 840 },
    ]
    await client.send(new SendMessageBatchCommand({ QueueUrl: jobs.ref, Entries }))
    await client.send(new SendMessageCommand({ QueueUrl: jobs.ref, MessageBody: 'later', DelaySeconds: 840 }))
    expect(await aws.queues.counts(jobs.arn)).toEqual({ visible: 0, inFlight: 0, delayed: 1 })
  })

  test('tell their URL', async () => {
    const aws = await openedAws({ resources, allowed })
    const { QueueUrl } = await new SQSClient(asCaller(aws)).send(
      new GetQueueUrlCommand({ QueueName: 'jobs' }),
    )
    expect(QueueUrl).toBe(`${aws.url}/000000000000/jobs`)
  })

  test('are closed to commands that the role does not allow', async () => {
    const aws = await openedAws({ resources, allowed })
    const QueueUrl = resource(aws.model, 'Jobs').ref
    const receiving = new SQSClient(asCaller(aws)).send(new ReceiveMessageCommand({ QueueUrl }))
    await expect(receiving).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        'is not authorized to perform: sqs:ReceiveMessage on resource: arn:aws:sqs:',
      ),
    })
  })

  test('are not there under another name', async () => {
    const aws = await openedAws({ resources, allowed: [allow('sqs:*', '*')] })
    const QueueUrl = `${aws.url}/000000000000/other`
    const sending = new SQSClient(asCaller(aws)).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))
    await expect(sending).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  })

  test('hand what is received too often to their dead letters', async () => {
    const aws = await openedAws({ resources })
    const [jobs, dead] = [resource(aws.model, 'Jobs').arn, resource(aws.model, 'Dead').arn]
    await aws.queues.call('SendMessage', jobs, { MessageBody: 'hopeless' })
    const first = await aws.queues.call('ReceiveMessage', jobs, {})
    expect(first.Messages).toMatchObject([{ Body: 'hopeless' }])
    const second = await aws.queues.call('ReceiveMessage', jobs, {})
    expect(second.Messages ?? []).toEqual([])
    expect(await aws.queues.counts(dead)).toMatchObject({ visible: 1 })
  })
})
