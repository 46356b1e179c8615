import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, test } from 'vitest'
import type { Aws } from './index.ts'
import { allow, arnOf, asCaller, openedAws, resource } from './opened-aws.fixture.ts'

/** A request as a function's SDK would send it to a service whose SDK is not installed here. */
function call(aws: Aws, service: string, headers: Record<string, string>, body: string, path = '/') {
  const { accessKeyId } = aws.credentialsOf(resource(aws.model, 'Caller'))
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`
  return fetch(`${aws.url}${path}`, { method: 'POST', headers: { ...headers, authorization }, body })
}

describe('a topic', () => {
  const resources = { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } } }
  const topicArn = 'arn:aws:sns:us-east-1:000000000000:news'
  const body = String(
    new URLSearchParams({ Action: 'Publish', TopicArn: topicArn, Message: 'hi', Subject: 's' }),
  )
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  test('keeps what a function publishes', async () => {
    const aws = await openedAws({ resources, allowed: [allow('sns:Publish', { Ref: 'Topic' })] })
    expect((await call(aws, 'sns', form, body)).status).toBe(200)
    expect(aws.notifications()).toMatchObject([{ topicArn, notification: { Message: 'hi', Subject: 's' } }])
  })

  test('takes nothing without a grant', async () => {
    const aws = await openedAws({ resources })
    const refused = await call(aws, 'sns', form, body)
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('<Code>AuthorizationError</Code>')
    expect(aws.notifications()).toEqual([])
  })
})

describe('a function', () => {
  const resources = {
    Other: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'other', Role: arnOf('CallerRole'), Code: { ZipFile: '' } },
    },
  }
  const invoke = new InvokeCommand({ FunctionName: 'other', Payload: '{"a":1}' })

  test('is invoked by another one that may', async () => {
    const aws = await openedAws({ resources, allowed: [allow('lambda:InvokeFunction', arnOf('Other'))] })
    aws.onInvoke(async ({ name }, event) => ({ kind: 'returned', result: { name, event } }))
    const { Payload } = await new LambdaClient(asCaller(aws)).send(invoke)
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({ name: 'other', event: '{"a":1}' })
  })

  test('is not invoked by one that may not', async () => {
    const aws = await openedAws({ resources })
    await expect(new LambdaClient(asCaller(aws)).send(invoke)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
  })
})

test('traces are accepted and counted', async () => {
  const aws = await openedAws({ resources: {}, allowed: [allow('xray:PutTraceSegments', '*')] })
  expect((await call(aws, 'xray', {}, '{}', '/TraceSegments')).status).toBe(200)
  expect(aws.counts()).toEqual({ 'xray:PutTraceSegments': 1 })
})

test('a service without a stand-in is refused, and told of', async () => {
  const aws = await openedAws({ resources: {} })
  expect((await call(aws, 'polly', {}, '{}')).status).toBe(400)
  expect(aws.denied()).toEqual(['caller: the service polly has no stand-in here'])
})

test('a role that Lambda cannot take fails at the start', async () => {
  const Principal = { Service: 'ec2.amazonaws.com' }
  const AssumeRolePolicyDocument = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] }
  const opening = openedAws({
    resources: {
      Wrong: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } },
      F: { Type: 'AWS::Lambda::Function', Properties: { Role: arnOf('Wrong'), Code: { ZipFile: '' } } },
    },
  })
  await expect(opening).rejects.toThrow('The role defined for the function cannot be assumed by Lambda.')
})
