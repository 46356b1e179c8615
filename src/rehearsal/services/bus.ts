import type { BusEvent, Clock, Ids, NewEvent } from '../../core/index.ts'
import { putEvents } from '../../gateway/put-events.ts'
import { eventBridgeEvent } from '../../integration/index.ts'
import {
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  type Model,
  type Resource,
  textOf,
} from '../template/index.ts'
import { eventPattern, type Matches } from './event-pattern.ts'
import { jsonProtocol } from './json-protocol.ts'
import type { Answer, Call, Command, Service } from './service.ts'

export interface Bus extends Service {
  /** `PutEvents` past IAM. It answers when the events are taken; they are handed on after that. */
  put(input: unknown): Promise<Answer>
  /** The event that a schedule makes. */
  scheduled(rule: Resource): Fields
  /** When everything that was taken has been handed on. */
  settled(): Promise<void>
}

export interface BusOptions {
  readonly model: Model
  readonly clock: Clock
  readonly ids: Ids
  /** Hand an event to the targets of a rule. */
  deliver(rule: Resource, event: Fields): Promise<void>
  readonly log: (line: string) => void
}

interface PatternRule {
  readonly rule: Resource
  readonly bus: string
  readonly matches: Matches
}

const json = jsonProtocol('1.1')

/** EventBridge with the buses and rules of a model. */
export function openBus(options: BusOptions): Bus {
  const { model, clock, ids, deliver, log } = options
  const rules = patternRules(model)
  const underWay = new Set<Promise<void>>()

  const hand = (rule: Resource, event: Fields): void => {
    const task = deliver(rule, event).catch((error: unknown) =>
      log(`${rule.path}: an event could not be handed on: ${messageOf(error)}`),
    )
    underWay.add(task)
    void task.finally(() => underWay.delete(task))
  }

  const put = entrance(options, (event) => {
    const envelope: unknown = JSON.parse(eventBridgeEvent(event, model))
    const wanted = rules.filter(({ bus, matches }) => bus === event.bus && matches(envelope))
    for (const { rule } of wanted) hand(rule, fieldsOf(envelope))
  })

  return {
    put: (input) => put(JSON.stringify(input)),
    refuse: (message) => json.fault('AccessDeniedException', message),
    read: (call) => read(call, model, put),
    scheduled: (rule) => scheduledEvent(rule, model, { id: ids.uuid(), now: clock.now() }),
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

type Put = (body: string) => Promise<Answer>

/** `PutEvents` as the server has it, for the buses that there are. */
function entrance({ model, clock, ids }: BusOptions, take: (event: BusEvent) => void): Put {
  const buses = new Set(['default', ...model.ofType('AWS::Events::EventBus').map(({ name }) => name)])
  const unknown = new Map<string, string>()
  const emit = (given: NewEvent): { readonly id: string } => {
    const event: BusEvent = { resources: [], time: clock.now(), ...given, id: ids.uuid() }
    if (!buses.has(event.bus)) unknown.set(event.id, event.bus)
    take(event)
    return event
  }
  const app = putEvents({
    events: { emit, subscribe: () => () => {} },
    guard: () => (_context, next) => next(),
    clock,
  })
  return async (body) => {
    const headers = { 'X-Amz-Target': 'AWSEvents.PutEvents', 'Content-Type': 'application/x-amz-json-1.1' }
    const response = await app.request('/', { method: 'POST', headers, body })
    const text = await response.text()
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: response.ok ? withoutUnknown(text, unknown) : text,
    }
  }
}

function read(call: Call, model: Model, put: Put): Command | Answer {
  const request = json.read(call)
  if (request === undefined) return json.fault('SerializationException', 'The body is not JSON')
  const { operation, input } = request
  const asked = listOf(input.Entries).map((entry) => busOf(textOf(fieldsOf(entry).EventBusName)))
  const names = [...new Set(asked.length === 0 ? ['default'] : asked)]
  return {
    label: `${operation} ${names.join(' ')}`,
    needs: names.map((name) => ({
      action: `events:${operation}`,
      resource: `arn:aws:events:${model.region}:${model.accountId}:event-bus/${name}`,
    })),
    run: () =>
      operation === 'PutEvents'
        ? put(call.body.toString('utf8'))
        : json.fault('UnknownOperationException', 'The only operation here is PutEvents'),
  }
}

/** The bus that a name or an ARN stands for; `default` for none. */
const busOf = (name = 'default'): string => name.replace(/^arn:.*:event-bus\//, '')

function patternRules(model: Model): readonly PatternRule[] {
  return model
    .ofType('AWS::Events::Rule')
    .filter(({ properties }) => properties.EventPattern !== undefined && properties.State !== 'DISABLED')
    .map((rule) => {
      try {
        const matches = eventPattern(rule.properties.EventPattern)
        return { rule, bus: busOf(textOf(rule.properties.EventBusName)), matches }
      } catch (error) {
        throw new Error(`EventPattern of ${rule.path}: ${messageOf(error)}`)
      }
    })
}

/** Entries for a bus that is not there have failed. */
function withoutUnknown(body: string, unknown: Map<string, string>): string {
  const answer: unknown = JSON.parse(body)
  if (unknown.size === 0 || !isFields(answer)) return body
  const entries = listOf(answer.Entries).map((entry) => {
    const id = textOf(fieldsOf(entry).EventId) ?? ''
    const bus = unknown.get(id)
    unknown.delete(id)
    if (bus === undefined) return entry
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` }
  })
  const failed = entries.filter((entry) => 'ErrorCode' in fieldsOf(entry))
  return JSON.stringify({ FailedEntryCount: failed.length, Entries: entries })
}

function scheduledEvent(
  rule: Resource,
  { accountId, region }: Model,
  { id, now }: { readonly id: string; readonly now: number },
): Fields {
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [rule.arn],
    detail: {},
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
