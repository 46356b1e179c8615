import { Construct } from 'constructs'
import type { AlarmTopic } from '../alarms.ts'
import { Bus } from '../serverless/bus.ts'
import { type Definition, definitionsOf } from '../serverless/definitions.ts'
import type { WorkQueue } from '../serverless/work-queue.ts'
import type { Stage } from '../stage.ts'

/**
 * What brings events to the nodes. The buses of APIs are not those of the serverless stack, which are there under the
 * names that the definitions say: a welcome would go to the functions too, which do not have that connection.
 */
export class FleetBus extends Construct {
  readonly queues: readonly WorkQueue[]
  /** URLs by the route that its events are for. */
  readonly queueUrls: Readonly<Record<string, string>>
  /** ARNs of the buses that nodes emit to. */
  readonly arns: readonly string[]
  /** What the buses are called, by the names that nodes know them by. */
  readonly names: Readonly<Record<string, string>>

  constructor(scope: Construct, id: string, { stage, alarms }: FleetBusProps) {
    super(scope, id)
    const definitions = definitionsOf({ ...stage, name: `${stage.name}-fleet` })
    const bus = new Bus(this, 'Bus', { definitions, alarms })
    this.queues = bus.routes.map(({ work }) => work)
    this.queueUrls = Object.fromEntries(bus.routes.map(({ key, work }) => [key, work.queue.queueUrl]))
    this.arns = definitions.flatMap((definition) => bus.arnsOf(definition))
    this.names = renamed(definitionsOf(stage), definitions)
  }
}

export interface FleetBusProps {
  readonly stage: Stage
  readonly alarms: AlarmTopic
}

/** Buses that are called otherwise in `to`. */
function renamed(from: readonly Definition[], to: readonly Definition[]): Readonly<Record<string, string>> {
  const busesOf = (definitions: readonly Definition[]): readonly string[] =>
    definitions.flatMap(({ api }) => api.events.map(({ bus }) => bus))
  const names = busesOf(to)
  const pairs = busesOf(from).map((bus, at): [string, string] => [bus, names[at] ?? bus])
  return Object.fromEntries(pairs.filter(([bus, name]) => bus !== name))
}
