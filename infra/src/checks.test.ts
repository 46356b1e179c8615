import { Queue } from 'aws-cdk-lib/aws-sqs'
import { CfnResource, Stack } from 'aws-cdk-lib/core'
import { expect, test } from 'vitest'
import { acknowledge } from './acknowledge.ts'
import { checkStacks } from './checks.ts'
import { testApp } from './stacks.fixture.ts'

/** Synthesizes a stack with something in it. */
function synthesize(fill: (stack: Stack) => void): void {
  const app = testApp()
  fill(new Stack(app, 'checked'))
  checkStacks(app)
  app.synth()
}

const plainQueue = (stack: Stack): Queue => new Queue(stack, 'Queue')

const findings = ['AwsSolutions-SQS3', 'AwsSolutions-SQS4']

test('a finding that nobody has given a reason for is an error', () => {
  expect(() => synthesize(plainQueue)).toThrow(/AwsSolutions-SQS3/)
  expect(() =>
    synthesize((stack) => acknowledge(plainQueue(stack), 'AwsSolutions-SQS3', 'one of two')),
  ).toThrow(/AwsSolutions-SQS4/)
})

test('a finding with a reason is none', () => {
  const withReasons = (stack: Stack): void => {
    const queue = plainQueue(stack)
    for (const id of findings) acknowledge(queue, id, 'because')
  }
  expect(() => synthesize(withReasons)).not.toThrow()
})

test.each([
  ['a property that is not there', { QueueNam: 'jobs' }, /QueueNam: Additional properties/],
  ['a value of the wrong kind', { VisibilityTimeout: 'soon' }, /'soon' is not of type 'integer'/],
])('a fault in a template is an error: %s', (_, properties, fault) => {
  const fill = (stack: Stack): void => {
    const made = new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties })
    for (const id of findings) acknowledge(made, id, 'because')
  }
  expect(() => synthesize(fill)).toThrow(fault)
})
