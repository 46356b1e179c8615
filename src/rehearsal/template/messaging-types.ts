import { type Maker, named, type ResourceType } from './resource-type.ts'

const queueName = (maker: Maker): string => {
  const given = maker.text('QueueName')
  if (given !== undefined) return given
  const isFifo = maker.text('FifoQueue') === 'true'
  return isFifo ? `${maker.madeUp.name(75)}.fifo` : maker.madeUp.name(80)
}
const queueUrl = (maker: Maker): string => `${maker.queueUrlBase}/${maker.accountId}/${queueName(maker)}`

const busName = (maker: Maker): string => maker.text('Name') ?? ''
const ruleName = named('Name')
const topicName = (maker: Maker): string => {
  const isFifo = maker.text('FifoTopic') === 'true'
  return maker.text('TopicName') ?? `${maker.madeUp.name(250)}${isFifo ? '.fifo' : ''}`
}
const topicArn = (maker: Maker): string => maker.arn('sns', topicName(maker))
const secretName = named('Name', 256)
const alarmName = named('AlarmName', 255)
const bySelf = (service: string, kind: string, name: (maker: Maker) => string): ResourceType => ({
  name,
  arn: (maker) => maker.arn(service, `${kind}${name(maker)}`),
})

/** The bus of a rule, by its name or its ARN. */
const busOf = (maker: Maker): string =>
  (maker.text('EventBusName') ?? 'default').replace(/^.*event-bus\//, '')

/** SQS, SNS, EventBridge, Secrets Manager and CloudWatch. */
export const messagingTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::SQS::Queue': {
    ...bySelf('sqs', '', queueName),
    ref: queueUrl,
    attributes: { QueueName: queueName, QueueUrl: queueUrl },
  },
  'AWS::SQS::QueuePolicy': { name: (maker) => maker.madeUp.uuid() },
  'AWS::SNS::Topic': {
    name: topicName,
    ref: topicArn,
    arn: topicArn,
    attributes: { TopicArn: topicArn, TopicName: topicName },
  },
  'AWS::SNS::Subscription': {
    name: (maker) => maker.madeUp.uuid(),
    ref: (maker) => `${maker.text('TopicArn') ?? ''}:${maker.madeUp.uuid()}`,
  },
  'AWS::SNS::TopicPolicy': { name: (maker) => maker.madeUp.uuid() },
  'AWS::Events::EventBus': {
    ...bySelf('events', 'event-bus/', busName),
    attributes: { Name: busName },
  },
  'AWS::Events::EventBusPolicy': { name: (maker) => maker.text('StatementId') ?? '' },
  'AWS::Events::Rule': {
    name: ruleName,
    ref: (maker) => (busOf(maker) === 'default' ? ruleName(maker) : `${busOf(maker)}|${ruleName(maker)}`),
    arn: (maker) => {
      const bus = busOf(maker)
      return maker.arn('events', `rule/${bus === 'default' ? '' : `${bus}/`}${ruleName(maker)}`)
    },
  },
  'AWS::Scheduler::Schedule': {
    name: ruleName,
    arn: (maker) =>
      maker.arn('scheduler', `schedule/${maker.text('GroupName') ?? 'default'}/${ruleName(maker)}`),
  },
  'AWS::SecretsManager::Secret': {
    name: secretName,
    ref: secretArn,
    arn: secretArn,
    attributes: { Id: secretArn },
  },
  'AWS::SecretsManager::ResourcePolicy': { name: (maker) => maker.text('SecretId') ?? '' },
  'AWS::CloudWatch::Alarm': bySelf('cloudwatch', 'alarm:', alarmName),
  'AWS::CloudWatch::Dashboard': { name: named('DashboardName', 255) },
}

/** Secrets Manager puts six characters of its own at the end. */
function secretArn(maker: Maker): string {
  return maker.arn('secretsmanager', `secret:${secretName(maker)}-${maker.madeUp.anyCaseId(6)}`)
}
