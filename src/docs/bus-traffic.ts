import Type from 'typebox'
import type { Api, EventRoute } from '../core/index.ts'
import { type JsonSchema, jsonSchema } from './json-schema.ts'
import { keyOf, type Traffic } from './traffic.ts'

/** The key of the channel on which a bus is described. */
export const busChannel = (bus: string): string => `bus-${keyOf(bus)}`

export const alarmChannel = 'deadLetterAlarm'

/** What comes to an API over its buses, and the alarm that tells of what could not be handled. */
export function busTraffic({ events }: Api): Traffic[] {
  if (events.length === 0) return []
  return [...events.map(eventTraffic), alarm]
}

function eventTraffic(route: EventRoute): Traffic {
  const { bus, detailTypes, sources, summary } = route
  const name = [detailTypes ?? sources ?? ['any event']].flat().join(', ')
  return {
    key: eventKey(name),
    action: 'receive',
    channel: busChannel(bus),
    name,
    title: name,
    summary,
    description: 'An event in the envelope of EventBridge; who emits it gives these parts of it.',
    contentType: 'application/json',
    schema: envelope(route),
  }
}

/** `Entity Updated` as `entityUpdatedEvent`. */
function eventKey(name: string): string {
  const [first = '', ...others] = name.split(/[^A-Za-z0-9_-]+/).filter((word) => word !== '')
  return `${[lowerFirst(first), ...others.map(upperFirst)].join('')}Event`
}

const lowerFirst = (word: string): string => word.slice(0, 1).toLowerCase() + word.slice(1)
const upperFirst = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

function envelope({ detailTypes, sources, schema }: EventRoute): JsonSchema {
  return {
    type: 'object',
    required: ['detail-type', 'source', 'detail'],
    properties: {
      'detail-type': oneOf(detailTypes),
      source: oneOf(sources),
      detail: jsonSchema(schema),
    },
  }
}

const oneOf = (texts: readonly string[] | undefined): JsonSchema => ({
  type: 'string',
  ...(texts !== undefined && { enum: texts }),
})

const alarm: Traffic = {
  key: alarmChannel,
  action: 'send',
  channel: alarmChannel,
  name: alarmChannel,
  title: 'Dead letter alarm',
  summary: 'An event could not be handled and was set aside.',
  description: 'In the shape of a CloudWatch alarm that SNS delivers.',
  contentType: 'application/json',
  schema: jsonSchema(
    Type.Object({
      Type: Type.Enum(['Notification']),
      MessageId: Type.String(),
      Subject: Type.String(),
      Message: Type.String({ contentMediaType: 'application/json', description: 'The alarm, as JSON.' }),
      Timestamp: Type.String({ format: 'date-time' }),
    }),
  ),
}
