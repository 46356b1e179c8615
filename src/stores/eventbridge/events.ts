import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge'
import type { Events, NewEvent } from '../../core/ports/events.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { asUnavailable, isThrottling, nameOf } from '../shared/aws-error.ts'
import { keptEvent } from '../shared/kept-event.ts'

export interface EventBridgeEventsOptions {
  readonly client: EventBridgeClient
}

/**
 * The way of events into EventBridge: a bus of an event is the bus of that name. What delivers them to rules is
 * EventBridge's business. `full` is what it says when it is throttled, once the SDK has tried again. Besides what the port
 * says, an event of more than 256 KB is a `TypeError`. EventBridge keeps whole seconds of an event's time.
 */
export function eventBridgeEvents({ client }: EventBridgeEventsOptions): Pick<Events, 'emit'> {
  return {
    async emit(event) {
      const result = await put(client, entryOf(event))
      if (result === 'full') return 'full'
      const { EventId: id, ErrorCode: code = 'no code' } = result
      if (id !== undefined) return { id }
      if (isThrottling(code)) return 'full'
      if (code.startsWith('Internal')) throw new Unavailable(`EventBridge is away (${code})`)
      throw new Error(`EventBridge does not take an event: ${code}`)
    },
  }
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
const maxBytes = 256 * 1024
const timeBytes = 14

function entryOf(event: NewEvent): PutEventsRequestEntry {
  const { bus, source, detailType, resources = [], time } = event
  // The id is EventBridge's to give.
  const { detailText } = keptEvent({ ...event, id: '', resources, time: time ?? 0 })
  const texts = [source, detailType, detailText, ...resources]
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), time === undefined ? 0 : timeBytes)
  if (bytes > maxBytes) throw new TypeError('an event has more than 256 KB')
  return {
    EventBusName: bus,
    Source: source,
    DetailType: detailType,
    Detail: detailText,
    ...(resources.length > 0 && { Resources: [...resources] }),
    ...(time !== undefined && { Time: new Date(time) }),
  }
}

async function put(
  client: EventBridgeClient,
  entry: PutEventsRequestEntry,
): Promise<PutEventsResultEntry | 'full'> {
  try {
    const { Entries: [result] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }))
    return result ?? {}
  } catch (error) {
    if (isThrottling(nameOf(error))) return 'full'
    throw asUnavailable('EventBridge', error)
  }
}
