import type { Ids, Invoked } from '../../core/index.ts'
import { lambdaPermits } from '../iam/index.ts'
import { type Fields, fieldsOf, listOf, type Model, type Resource, textOf } from '../template/index.ts'
import type { Callers } from './callers.ts'
import type { Queues } from './sqs.ts'
import type { Tally } from './tally.ts'
import { targetInput } from './target-input.ts'
import type { Topics } from './topics.ts'

/** Calls a function: `event` is without waiting for an answer, as EventBridge does. */
export type InvokeFunction = (lambda: Resource, event: string, how: 'event' | 'answer') => Promise<Invoked>

export interface TargetsOptions {
  readonly model: Model
  readonly ids: Ids
  readonly callers: Callers
  readonly queues: Queues
  readonly topics: Topics
  readonly tally: Tally
  readonly invoke: InvokeFunction
}

/** Hand an event to all targets of a rule. What cannot be delivered goes to the target's dead letters, or is lost. */
export async function deliverToTargets(
  rule: Resource,
  event: Fields,
  options: TargetsOptions,
): Promise<void> {
  await Promise.all(
    listOf(rule.properties.Targets).map((target) => deliver(rule, fieldsOf(target), event, options)),
  )
}

async function deliver(
  rule: Resource,
  target: Fields,
  event: Fields,
  options: TargetsOptions,
): Promise<void> {
  const arn = textOf(target.Arn) ?? ''
  const problem = await attempt(rule, target, arn, event, options)
  if (problem === undefined) return
  options.tally.refused(problem.message)
  const deadLetters = textOf(fieldsOf(target.DeadLetterConfig).Arn)
  if (deadLetters === undefined) return
  const refused = await send(rule, deadLetters, JSON.stringify(event), options, {
    RULE_ARN: rule.arn,
    TARGET_ARN: arn,
    ERROR_CODE: problem.code,
    ERROR_MESSAGE: problem.message,
  })
  if (refused !== undefined) options.tally.refused(refused.message)
}

interface Problem {
  readonly code: string
  readonly message: string
}

async function attempt(
  rule: Resource,
  target: Fields,
  arn: string,
  event: Fields,
  options: TargetsOptions,
): Promise<Problem | undefined> {
  const { model, topics, tally, callers, ids } = options
  const input = targetInput(target, event, rule.arn)
  const [, , service = ''] = arn.split(':')
  switch (service) {
    case 'sqs':
      return send(rule, arn, input, options, {}, textOf(fieldsOf(target.SqsParameters).MessageGroupId))
    case 'lambda':
      return invoke(rule, arn, input, options)
    case 'logs':
      tally.count(`events:ToLogs ${arn}`)
      return undefined
    case 'sns': {
      const decision = callers.decideService(events, 'sns:Publish', arn, rule.arn)
      if (!decision.allowed) return { code: 'NO_PERMISSIONS', message: decision.message }
      topics.publish(arn, { Message: input, MessageId: ids.uuid() })
      return undefined
    }
    default:
      throw new Error(`${rule.path}: targets of ${arn} in ${model.region} are not known here`)
  }
}

const events = 'events.amazonaws.com'

async function invoke(
  rule: Resource,
  arn: string,
  input: string,
  { model, invoke: invokeFunction }: TargetsOptions,
): Promise<Problem | undefined> {
  const lambda = model.byArn(arn)
  if (lambda === undefined) return { code: 'RESOURCE_NOT_FOUND', message: `there is no function ${arn}` }
  if (!lambdaPermits(model, arn, events, rule.arn)) {
    const message = `${events} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} for ${rule.arn}`
    return { code: 'NO_PERMISSIONS', message }
  }
  await invokeFunction(lambda, input, 'event')
  return undefined
}

async function send(
  rule: Resource,
  queueArn: string,
  body: string,
  { callers, queues, model }: TargetsOptions,
  attributes: Readonly<Record<string, string>> = {},
  group?: string,
): Promise<Problem | undefined> {
  if (model.byArn(queueArn) === undefined) {
    return { code: 'RESOURCE_NOT_FOUND', message: `there is no queue ${queueArn}` }
  }
  const decision = callers.decideService(events, 'sqs:SendMessage', queueArn, rule.arn)
  if (!decision.allowed) return { code: 'NO_PERMISSIONS', message: decision.message }
  await queues.call('SendMessage', queueArn, {
    MessageBody: body,
    ...(group === undefined ? {} : { MessageGroupId: group }),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
  })
  return undefined
}
