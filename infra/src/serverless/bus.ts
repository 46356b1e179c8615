import { CfnRule, EventBus } from 'aws-cdk-lib/aws-events'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Aws, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { EventRoute } from '../../../src/core/index.ts'
import type { AlarmTopic } from '../alarms.ts'
import type { Definition } from './definitions.ts'
import { WorkQueue } from './work-queue.ts'

export interface BusProps {
  readonly definitions: readonly Definition[]
  readonly alarms: AlarmTopic
}

/** An event route of an API, and the queue that its events come by. */
export interface BusRoute {
  /** `notify:0`: the API and the place of the route among its events. */
  readonly key: string
  readonly work: WorkQueue
}

/** The buses that the APIs listen on, with a rule and a queue for each of their event routes. */
export class Bus extends Construct {
  readonly routes: readonly BusRoute[]
  /** Of the APIs' own buses, by the name that definitions call them by. */
  private readonly buses = new Map<string, EventBus>()

  constructor(scope: Construct, id: string, { definitions, alarms }: BusProps) {
    super(scope, id)
    this.routes = definitions.flatMap(({ name, api }) =>
      api.events.map((route, index) => {
        const work = new WorkQueue(this, `${name}-${index}`, { alarms, holds: `events for ${name}` })
        this.listen(`${name}-${index}-rule`, route, work)
        return { key: `${name}:${index}`, work }
      }),
    )
  }

  /** ARNs of the buses that a definition has for itself. */
  arnsOf(definition: Definition): readonly string[] {
    return this.busesOf(definition).map(({ eventBusArn }) => eventBusArn)
  }

  /** Their names. */
  namesOf(definition: Definition): readonly string[] {
    return this.busesOf(definition).map(({ eventBusName }) => eventBusName)
  }

  private busesOf({ api }: Definition): readonly EventBus[] {
    return [...new Set(api.events.map(({ bus }) => bus))].flatMap((bus) => this.buses.get(bus) ?? [])
  }

  private listen(
    id: string,
    { bus, sources, detailTypes, summary }: EventRoute,
    { queue, dead }: WorkQueue,
  ): void {
    const rule = new CfnRule(this, id, {
      description: summary,
      eventBusName: this.busNamed(bus),
      eventPattern: {
        account: [Aws.ACCOUNT_ID],
        ...(sources !== undefined && { source: [...sources] }),
        ...(detailTypes !== undefined && { 'detail-type': [...detailTypes] }),
      },
      targets: [{ id: 'queue', arn: queue.queueArn, deadLetterConfig: { arn: dead.queueArn } }],
    })
    for (const target of [queue, dead]) allowRule(rule, target)
  }

  /** `default` is there in every account; any other is made here. */
  private busNamed(name: string): string {
    if (name === 'default') return name
    const bus = this.buses.get(name) ?? new EventBus(this, name, { eventBusName: name })
    this.buses.set(name, bus)
    return bus.eventBusName
  }
}

function allowRule(rule: CfnRule, queue: Queue): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnEquals: { 'aws:SourceArn': rule.attrArn },
        StringEquals: { 'aws:SourceAccount': Stack.of(rule).account },
      },
    }),
  )
}
