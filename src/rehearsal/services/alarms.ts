import type { Clock, Ids } from '../../core/index.ts'
import { fieldsOf, listOf, type Model, numberOf, type Resource, textOf, textsOf } from '../template/index.ts'
import type { Callers } from './callers.ts'
import type { Queues } from './sqs.ts'
import type { Tally } from './tally.ts'
import type { Topics } from './topics.ts'

/** The alarms of a model on how many messages of a queue are visible. */
export interface Alarms {
  /** Look at the queues once, and tell the topics of the alarms whose state has changed. */
  look(): Promise<void>
}

export interface AlarmsOptions {
  readonly model: Model
  readonly queues: Queues
  readonly topics: Topics
  readonly callers: Callers
  readonly tally: Tally
  readonly clock: Clock
  readonly ids: Ids
}

type State = 'OK' | 'ALARM'

interface QueueAlarm {
  readonly alarm: Resource
  readonly queueArn: string
  isReached(count: number): boolean
  state: State
}

export function openAlarms(options: AlarmsOptions): Alarms {
  const alarms = options.model
    .ofType('AWS::CloudWatch::Alarm')
    .flatMap((alarm) => queueAlarm(alarm, options.model))
  return {
    look: async () => {
      for (const alarm of alarms) await look(alarm, options)
    },
  }
}

/** None for alarms on other metrics. */
function queueAlarm(alarm: Resource, model: Model): QueueAlarm[] {
  const { Namespace, MetricName, Dimensions, Threshold, ComparisonOperator } = alarm.properties
  if (Namespace !== 'AWS/SQS' || MetricName !== 'ApproximateNumberOfMessagesVisible') return []
  const dimension = listOf(Dimensions)
    .map(fieldsOf)
    .find(({ Name }) => Name === 'QueueName')
  const queue = model.ofType('AWS::SQS::Queue').find(({ name }) => name === dimension?.Value)
  if (queue === undefined) throw new Error(`${alarm.path}: its queue is not in the templates`)
  const compare = comparisons[textOf(ComparisonOperator) ?? '']
  const threshold = numberOf(Threshold)
  if (compare === undefined || threshold === undefined) {
    throw new Error(`${alarm.path}: its comparison is not known here`)
  }
  return [{ alarm, queueArn: queue.arn, isReached: (count) => compare(count, threshold), state: 'OK' }]
}

const comparisons: Readonly<Record<string, (count: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (count, threshold) => count >= threshold,
  GreaterThanThreshold: (count, threshold) => count > threshold,
  LessThanOrEqualToThreshold: (count, threshold) => count <= threshold,
  LessThanThreshold: (count, threshold) => count < threshold,
}

async function look(watched: QueueAlarm, options: AlarmsOptions): Promise<void> {
  const { visible } = await options.queues.counts(watched.queueArn)
  const state: State = watched.isReached(visible) ? 'ALARM' : 'OK'
  if (state === watched.state) return
  const before = watched.state
  watched.state = state
  if (watched.alarm.properties.ActionsEnabled === false) return
  const { AlarmActions, OKActions } = watched.alarm.properties
  for (const topicArn of textsOf(state === 'ALARM' ? AlarmActions : OKActions)) {
    tell(topicArn, { alarm: watched.alarm, before, state, visible }, options)
  }
}

interface Change {
  readonly alarm: Resource
  readonly before: State
  readonly state: State
  readonly visible: number
}

/** A topic with a policy of its own must let CloudWatch publish. */
function tell(topicArn: string, change: Change, options: AlarmsOptions): void {
  const { model, topics, callers, tally, ids, clock } = options
  const { alarm, state } = change
  const hasPolicy = model
    .ofType('AWS::SNS::TopicPolicy')
    .some(({ properties }) => textsOf(properties.Topics).includes(topicArn))
  const decision = callers.decideService('cloudwatch.amazonaws.com', 'sns:Publish', topicArn, alarm.arn)
  if (hasPolicy && !decision.allowed) {
    tally.refused(decision.message)
    return
  }
  topics.publish(topicArn, {
    MessageId: ids.uuid(),
    Subject: `${state}: "${alarm.name}" in US East (N. Virginia)`,
    Message: JSON.stringify(messageOf(change, model, clock.now())),
  })
}

function messageOf({ alarm, before, state, visible }: Change, model: Model, now: number) {
  const { AlarmDescription, MetricName, Namespace, Dimensions, Threshold, ComparisonOperator } =
    alarm.properties
  return {
    AlarmName: alarm.name,
    AlarmDescription: AlarmDescription ?? null,
    AWSAccountId: model.accountId,
    NewStateValue: state,
    NewStateReason: `Threshold Crossed: 1 datapoint [${visible}.0] was compared with the threshold (${String(Threshold)}.0).`,
    StateChangeTime: new Date(now).toISOString().replace('Z', '+0000'),
    Region: 'US East (N. Virginia)',
    AlarmArn: alarm.arn,
    OldStateValue: before,
    Trigger: { MetricName, Namespace, Dimensions, Threshold, ComparisonOperator },
  }
}
