import { Type } from 'typebox'
import type { Clock, Log } from '../../core/index.ts'
import { accountId, region } from '../arns.ts'
import { RehearsalProblem } from '../problem.ts'
import { reader } from '../properties.ts'
import type { Aws } from '../services/index.ts'
import type { Resource } from '../template/index.ts'
import { type EventSource, eventSource } from './event-source.ts'
import type { RunFunction, RunFunctions } from './run-functions.ts'

const mappingProperties = reader(
  Type.Object({
    EventSourceArn: Type.String(),
    FunctionName: Type.String(),
    BatchSize: Type.Optional(Type.Integer()),
    MaximumBatchingWindowInSeconds: Type.Optional(Type.Integer()),
    FunctionResponseTypes: Type.Optional(Type.Array(Type.String())),
    ScalingConfig: Type.Optional(Type.Object({ MaximumConcurrency: Type.Optional(Type.Integer()) })),
    Enabled: Type.Optional(Type.Boolean()),
  }),
)
const queueProperties = reader(Type.Object({ VisibilityTimeout: Type.Optional(Type.Integer()) }))

export interface EventSourcesOptions {
  readonly aws: Aws
  readonly functions: RunFunctions
  readonly clock: Clock
  readonly log: Log
}

/** What Lambda does on a queue in the name of the function's role. */
const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']

/**
 * The mappings of queues to functions. Throws a `RehearsalProblem` where a deployment would fail: a role that may not read
 * the queue, or a queue that shows a message again before the function may have ended.
 */
export function eventSources(options: EventSourcesOptions): readonly EventSource[] {
  const { aws, functions, clock, log } = options
  const { model } = aws
  const mappings = model.ofType('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const properties = mappingProperties(mapping)
    if (properties.Enabled === false) return []
    const { EventSourceArn: queueArn, FunctionName: name } = properties
    const queue = model.byArn(queueArn)
    if (queue?.type !== 'AWS::SQS::Queue')
      throw new RehearsalProblem(`${mapping.path}: ${queueArn} is no queue of the templates`)
    const fn = functions.get(arnOf(name))
    refuseUnfit(mapping, queue, fn, aws)
    return [{ properties, queueArn, fn }]
  })
  return mappings.map(({ properties, queueArn, fn }) =>
    eventSource({
      queues: aws.queues,
      clock,
      log,
      queueArn,
      fn,
      batchSize: properties.BatchSize ?? 10,
      windowMs: (properties.MaximumBatchingWindowInSeconds ?? 0) * 1_000,
      concurrency: properties.ScalingConfig?.MaximumConcurrency ?? 5,
      reportsFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    }),
  )
}

const arnOf = (name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`

function refuseUnfit(mapping: Resource, queue: Resource, fn: RunFunction, aws: Aws): void {
  for (const action of actions) {
    const decision = aws.decide(fn.resource, action, queue.arn)
    if (!decision.allowed) throw new RehearsalProblem(`${mapping.path}: ${decision.message}`)
  }
  const { VisibilityTimeout = 30 } = queueProperties(queue)
  if (VisibilityTimeout * 1_000 < fn.timeoutMs) {
    throw new RehearsalProblem(
      `${mapping.path}: the visibility timeout of ${queue.name}, ${VisibilityTimeout} s, is less than the timeout of ` +
        `${fn.name}, ${fn.timeoutMs / 1_000} s`,
    )
  }
}
