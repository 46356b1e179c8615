import type { Message } from '@aws-sdk/client-sqs'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { BusEvent } from '../../core/ports/events.ts'

/** A message of a queue that a rule of EventBridge fills. */
export interface EventMessage {
  readonly receipt: string
  /** How often it was handed out, with this time. */
  readonly receives: number
  readonly body: string
}

export function eventMessage({ ReceiptHandle, Attributes = {}, Body = '' }: Message): EventMessage {
  return {
    receipt: ReceiptHandle ?? '',
    receives: Number(Attributes.ApproximateReceiveCount ?? 1),
    body: Body,
  }
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
const envelope = Compile(
  Type.Object({
    id: Type.String(),
    source: Type.String(),
    'detail-type': Type.String(),
    time: Type.String({ format: 'date-time' }),
    resources: Type.Array(Type.String()),
    detail: Type.Record(Type.String(), Type.Unknown()),
  }),
)

/** The event in a message, that came over `bus`: EventBridge does not say which it was. Throws for what is none. */
export function eventIn({ body }: EventMessage, bus: string): BusEvent {
  const event = parse(body)
  if (!envelope.Check(event)) throw new TypeError('what is in the queue is no event of EventBridge')
  const { id, source, 'detail-type': detailType, time, resources, detail } = event
  return { id, bus, source, detailType, time: Date.parse(time), resources, detail }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
