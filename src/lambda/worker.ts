import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { type BusEvent, eventContext, Unavailable } from '../core/index.ts'
import { perform } from './perform.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { told } from './told.ts'
import { readWork } from './work.ts'

/** An event route of an API, by its place in the definition. */
export interface RuleRef {
  readonly api: string
  readonly index: number
}

export interface WorkerOptions {
  readonly homes: ReadonlyMap<string, ApiHome>
  /** What the messages of a queue are for, by its ARN. Those of all others are jobs. */
  readonly rules: ReadonlyMap<string, RuleRef>
}

/** Which messages come again (Lambda developer guide, "partial batch responses"). */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

const Record = Type.Object({
  messageId: Type.String(),
  body: Type.String(),
  eventSourceARN: Type.String(),
})

const batch = Compile(Type.Object({ Records: Type.Array(Record) }))

/** What EventBridge puts into a queue. */
const envelope = Compile(
  Type.Object({
    id: Type.String(),
    source: Type.String(),
    'detail-type': Type.String(),
    detail: Type.Record(Type.String(), Type.Unknown()),
    resources: Type.Array(Type.String()),
    time: Type.String(),
  }),
)

/** Does the jobs of all APIs, and what events of the bus ask for. A message that fails comes again, and costs no other one. */
export function workerFunction(
  options: WorkerOptions,
  ports: LambdaPorts,
): (event: unknown) => Promise<BatchAnswer> {
  return async (event) => {
    if (!batch.Check(event)) throw new TypeError('the event is no batch of messages')
    const failures = await Promise.all(
      event.Records.map(async (record) => {
        try {
          await handle(record, options, ports)
          return []
        } catch (error) {
          const fields = { messageId: record.messageId, err: error }
          if (error instanceof Unavailable) ports.log.warn(fields, 'a message has to wait')
          else ports.log.error(fields, 'a message could not be handled')
          return [{ itemIdentifier: record.messageId }]
        }
      }),
    )
    return { batchItemFailures: failures.flat() }
  }
}

async function handle(
  { body, eventSourceARN }: Static<typeof Record>,
  { homes, rules }: WorkerOptions,
  ports: LambdaPorts,
): Promise<void> {
  const homeOf = (name: string): ApiHome => {
    const home = homes.get(name)
    if (home === undefined) throw new Error(`there is no API "${name}" here`)
    return home
  }
  const rule = rules.get(eventSourceARN)
  if (rule !== undefined) return tell(body, rule, homeOf(rule.api), ports)
  const work = readWork(body)
  return perform(work, homeOf(work.api), ports)
}

async function tell(body: string, rule: RuleRef, home: ApiHome, ports: LambdaPorts): Promise<void> {
  const route = home.api.events[rule.index]
  if (route === undefined) throw new Error(`the API "${rule.api}" has no event route ${rule.index}`)
  const event = readEvent(body, route.bus)
  const verbs = told({ id: `event/${event.id}/${rule.api}:${rule.index}` }, home, ports)
  await route.handle(eventContext(verbs), event)
}

function readEvent(body: string, bus: string): BusEvent {
  const read: unknown = JSON.parse(body)
  if (!envelope.Check(read)) throw new TypeError('the message is no event of EventBridge')
  const { id, source, detail, resources, time } = read
  return { id, bus, source, detailType: read['detail-type'], detail, resources, time: Date.parse(time) }
}
