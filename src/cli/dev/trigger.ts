import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseJson } from '../parse-json.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a function was called for. */
export type Trigger =
  | {
      readonly kind: 'authorizer' | 'connect'
      readonly routeKey: string
      readonly connectionId: string
      readonly query: readonly Pair[]
      readonly headers: readonly Pair[]
    }
  | {
      readonly kind: 'message'
      readonly routeKey: string
      readonly connectionId: string
      readonly body: string
      readonly isBase64: boolean
    }
  | {
      readonly kind: 'disconnect'
      readonly routeKey: string
      readonly connectionId: string
      readonly code: number | undefined
      readonly reason: string
    }
  | { readonly kind: 'records'; readonly count: number; readonly source: string }
  | { readonly kind: 'bus'; readonly source: string; readonly detailType: string; readonly detail: unknown }
  | { readonly kind: 'other'; readonly event: unknown }

/** A name and a value. */
export type Pair = readonly [name: string, value: string]

const fields = Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]))
const text = Type.Optional(Type.String())
const socketEvent = Type.Object({
  requestContext: Type.Object({
    routeKey: Type.String(),
    connectionId: Type.String(),
    eventType: text,
    disconnectStatusCode: Type.Optional(Type.Number()),
    disconnectReason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
  type: text,
  headers: fields,
  queryStringParameters: fields,
  multiValueQueryStringParameters: fields,
  body: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  isBase64Encoded: Type.Optional(Type.Boolean()),
})
const isSocketEvent = Compile(socketEvent)
const isRecords = Compile(Type.Object({ Records: Type.Array(Type.Object({ eventSource: text })) }))
const isBusEvent = Compile(
  Type.Object({ 'detail-type': Type.String(), source: Type.String(), detail: Type.Unknown() }),
)

export function triggerOf(json: string): Trigger {
  const event = parseJson(json)
  if (isSocketEvent.Check(event)) return socketTrigger(event)
  if (isRecords.Check(event)) {
    return { kind: 'records', count: event.Records.length, source: event.Records[0]?.eventSource ?? '' }
  }
  if (isBusEvent.Check(event)) {
    return { kind: 'bus', source: event.source, detailType: event['detail-type'], detail: event.detail }
  }
  return { kind: 'other', event }
}

function socketTrigger(event: Static<typeof socketEvent>): Trigger {
  const { routeKey, connectionId, eventType, disconnectStatusCode, disconnectReason } = event.requestContext
  const ids = { routeKey, connectionId }
  if (event.type === 'REQUEST' || eventType === 'CONNECT') {
    return {
      ...ids,
      kind: event.type === 'REQUEST' ? 'authorizer' : 'connect',
      query: pairsOf(event.multiValueQueryStringParameters ?? event.queryStringParameters),
      headers: pairsOf(event.headers),
    }
  }
  if (eventType === 'DISCONNECT') {
    return { ...ids, kind: 'disconnect', code: disconnectStatusCode, reason: disconnectReason ?? '' }
  }
  return { ...ids, kind: 'message', body: event.body ?? '', isBase64: event.isBase64Encoded ?? false }
}

/** A value that is a list stands for several pairs of the same name. */
function pairsOf(values: Fields | null | undefined): readonly Pair[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one): Pair => [name, String(one)]),
  )
}
