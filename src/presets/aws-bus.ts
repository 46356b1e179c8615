import type { Events, Rule } from '../core/index.ts'
import type { MemoryEventsOptions } from '../stores/index.ts'
import type { BusEngine } from './bus.ts'
import { ConfigurationError } from './options.ts'

/** Where the events of a fleet on AWS come from: rules of EventBridge fill these queues. */
export interface AwsBusSettings {
  /**
   * The URL of the queue of each rule: `notify:0` is the first event route of the API that is called notify, `rule:scores` the
   * rule scores of the stage file.
   */
  readonly queueUrls: Readonly<Record<string, string>>
  /** Names or ARNs of event buses on AWS, by what they are called here. The others are called the same. */
  readonly eventBuses?: Readonly<Record<string, string>>
}

/**
 * A bus of EventBridge and SQS, for `busOf`. Rejects with a `ConfigurationError` if the AWS SDK is not there or does not know
 * its region; the engine throws one for a rule without a queue.
 */
export async function openAwsBus(
  settings: AwsBusSettings,
): Promise<(options: MemoryEventsOptions) => BusEngine> {
  const { sqsEvents, eventBridgeEvents, sqs, eventBridge } = await load()
  await regionOf(sqs.config)
  const { emit } = eventBridgeEvents({ client: eventBridge })
  return ({ clock, ids, log, backOffMs }) =>
    sqsEvents({
      client: sqs,
      emit: onBusesOf(settings, emit),
      queueUrlOf: queuesOf(settings),
      clock,
      ids,
      log,
      ...(backOffMs !== undefined && { backOffMs }),
    })
}

/** Only now: whoever has no such bus needs no AWS SDK. */
async function load() {
  try {
    const [{ SQSClient }, { EventBridgeClient }, { sqsEvents }, { eventBridgeEvents }] = await Promise.all([
      import('@aws-sdk/client-sqs'),
      import('@aws-sdk/client-eventbridge'),
      import('../stores/sqs/events.ts'),
      import('../stores/eventbridge/events.ts'),
    ])
    // Otherwise an endpoint of the environment counts for nothing, and each request tells the console so.
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false })
    return { sqsEvents, eventBridgeEvents, sqs, eventBridge: new EventBridgeClient({}) }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing) throw error
    throw new ConfigurationError(
      'a bus of queues needs the AWS SDK: npm install @aws-sdk/client-sqs @aws-sdk/client-eventbridge',
    )
  }
}

async function regionOf({ region }: { readonly region: () => Promise<string> }): Promise<string> {
  try {
    return await region()
  } catch {
    throw new ConfigurationError('a bus of queues needs to know its region: set AWS_REGION')
  }
}

function onBusesOf({ eventBuses = {} }: AwsBusSettings, emit: Events['emit']): Events['emit'] {
  const names = new Map(Object.entries(eventBuses))
  return (event) => emit({ ...event, bus: names.get(event.bus) ?? event.bus })
}

function queuesOf({ queueUrls }: AwsBusSettings): (rule: Rule) => string {
  const urls = new Map(Object.entries(queueUrls))
  const keyOf = ruleKeys()
  return (rule) => {
    const key = keyOf(rule)
    const url = urls.get(key)
    if (url !== undefined) return url
    throw new ConfigurationError(`the bus has no queue for ${key} (${rule.name}): add it to bus.queue_urls`)
  }
}

/** What settings call the rules, which are asked for in the order in which they subscribe: that of the API's definition. */
function ruleKeys(): (rule: Rule) => string {
  const counts = new Map<string, number>()
  return ({ name }) => {
    const own = /^rule (.+)$/s.exec(name)?.[1]
    if (own !== undefined) return `rule:${own}`
    const api = /^(.+?) at \//s.exec(name)?.[1] ?? name
    const index = counts.get(api) ?? 0
    counts.set(api, index + 1)
    return `${api}:${index}`
  }
}
