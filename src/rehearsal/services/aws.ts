import type { Clock, Ids } from '../../core/index.ts'
import { policiesOf } from '../iam/index.ts'
import { type Fields, type Model, type Resource, readModel } from '../template/index.ts'
import { accepting } from './accepted.ts'
import { openAlarms } from './alarms.ts'
import { deployToBuckets } from './bucket-deployments.ts'
import { type Buckets, openBuckets } from './buckets.ts'
import { openBus } from './bus.ts'
import { type Callers, callersOf } from './callers.ts'
import { type DynamoDb, dynamoDb, type Tables } from './dynamodb.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { lambda } from './lambda.ts'
import { s3 } from './s3.ts'
import { secretsManager } from './secrets-manager.ts'
import type { Answer } from './service.ts'
import { type Queues, type Sqs, sqs } from './sqs.ts'
import { openTally } from './tally.ts'
import { deliverToTargets, type InvokeFunction } from './targets.ts'
import { type Notification, openTopics, sns } from './topics.ts'

export interface AwsOptions {
  /** CDK's output folder. */
  readonly out: string
  readonly clock: Clock
  readonly ids: Ids
  /** Refusals and lost events, as people read them. */
  readonly log?: (line: string) => void
  /** Which stacks are deployed. The default is all of them but fleets, whose names end in `-fleet`. */
  readonly includes?: (stack: string) => boolean
  /** Items of a page of `Query` and `Scan`, at most. The default is 7, so that reads that take no second page fail. */
  readonly pageSize?: number | 'as asked'
  /** Visibility timeouts of queues, at most, in milliseconds; whole seconds, and 1 s at least. */
  readonly visibilityMs?: number
}

/** What the templates of an app declare, made of stand-ins behind one address on loopback. */
export interface Aws extends Pick<Callers, 'credentialsOf' | 'functionOf' | 'decide'> {
  /** What functions take for AWS: `AWS_ENDPOINT_URL`. */
  readonly url: string
  readonly model: Model
  /** Past IAM. */
  readonly queues: Queues
  /** Past IAM. */
  readonly tables: Tables
  /** Past IAM. */
  readonly buckets: Buckets
  /** Who runs functions that rules and functions invoke. Until then they fail. */
  onInvoke(invoke: InvokeFunction): void
  /** `PutEvents` of a person, past IAM. */
  putEvents(input: unknown): Promise<Answer>
  /** Hand an event to the targets of a rule, as far as they permit it. */
  runTargets(rule: Resource, event: Fields): Promise<void>
  scheduledEvent(rule: Resource): Fields
  /** When all events that were put have been handed on. */
  settled(): Promise<void>
  lookAtAlarms(): Promise<void>
  notifications(): readonly { readonly topicArn: string; readonly notification: Notification }[]
  /** Commands of functions by service, command and resource: `dynamodb:Query table`. */
  counts(): Readonly<Record<string, number>>
  resetCounts(): void
  /** The latest refusals, in AWS's words. */
  denied(): readonly string[]
  stop(): Promise<void>
}

/** Throws for templates that cannot be understood, with the first reason. */
export async function openAws(options: AwsOptions): Promise<Aws> {
  const endpoint = await openEndpoint(options.ids)
  const stops = [() => endpoint.stop()]
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0)) await end()
  }
  try {
    const deployed = deploy(endpoint, options)
    const engines = await openEngines(deployed, options, stops)
    return { ...behind(endpoint, deployed, engines, options), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const isNoFleet = (stack: string): boolean => !stack.endsWith('-fleet')

/** What needs no engine. */
function deploy(endpoint: Endpoint, options: AwsOptions) {
  const { out, clock, ids, log = () => {}, includes = isNoFleet } = options
  const model = readModel({ out, ids, includes, queueUrlBase: endpoint.url })
  const [problem] = model.problems()
  if (problem !== undefined) throw problem
  const policies = policiesOf(model)
  // What cannot be read is told now, and not when a function first asks.
  for (const role of model.ofType('AWS::Lambda::Function').map(policies.roleOf)) policies.ofRole(role)
  const buckets = openBuckets(model, clock)
  deployToBuckets(model, buckets)
  return {
    model,
    buckets,
    callers: callersOf(model, policies, ids),
    topics: openTopics(clock),
    tally: openTally(log),
  }
}

/** What is begun is added to what is to be stopped. */
async function openEngines(
  { model }: ReturnType<typeof deploy>,
  { visibilityMs, pageSize = 7, clock }: AwsOptions,
  stops: (() => Promise<void>)[],
): Promise<{ readonly messages: Sqs; readonly items: DynamoDb }> {
  const messages = await sqs({ model, visibilityMs, clock })
  stops.push(() => messages.stop())
  const items = await dynamoDb(model, pageSize)
  return { messages, items }
}

function behind(
  endpoint: Endpoint,
  { model, buckets, callers, topics, tally }: ReturnType<typeof deploy>,
  { messages, items }: { readonly messages: Sqs; readonly items: DynamoDb },
  { clock, ids, log = () => {} }: AwsOptions,
): Omit<Aws, 'stop'> {
  const { queues } = messages
  let invoke: InvokeFunction = notYet
  const invokeLate: InvokeFunction = (...call) => invoke(...call)
  const targets = { model, ids, callers, queues, topics, tally, invoke: invokeLate }
  const deliver = (rule: Resource, event: Fields) => deliverToTargets(rule, event, targets)
  const bus = openBus({ model, clock, ids, deliver, log })
  const alarms = openAlarms({ model, queues, topics, callers, tally, clock, ids })
  const services = {
    ...accepted,
    dynamodb: items,
    sqs: messages,
    secretsmanager: secretsManager(model, clock, ids),
    s3: s3(buckets),
    events: bus,
    sns: sns(model, topics, ids),
    lambda: lambda(model, invokeLate),
  }
  endpoint.open({ callers, tally, services })
  return {
    url: endpoint.url,
    model,
    queues,
    tables: items.tables,
    buckets,
    credentialsOf: callers.credentialsOf,
    functionOf: callers.functionOf,
    decide: callers.decide,
    onInvoke: (handler) => {
      invoke = handler
    },
    putEvents: bus.put,
    runTargets: deliver,
    scheduledEvent: bus.scheduled,
    settled: bus.settled,
    lookAtAlarms: alarms.look,
    notifications: topics.list,
    counts: tally.counts,
    resetCounts: tally.reset,
    denied: tally.refusals,
  }
}

const accepted = {
  logs: accepting('logs'),
  xray: accepting('xray'),
  monitoring: accepting('cloudwatch'),
}

const notYet: InvokeFunction = async () => ({
  kind: 'failed',
  errorType: 'ServiceException',
  errorMessage: 'nothing runs functions yet',
})
