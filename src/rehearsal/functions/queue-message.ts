import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { region } from '../arns.ts'

const texts = Type.Record(Type.String(), Type.String())
const messageAttribute = Type.Object({
  DataType: Type.String(),
  StringValue: Type.Optional(Type.String()),
  BinaryValue: Type.Optional(Type.String()),
})
const message = Type.Object({
  MessageId: Type.String(),
  ReceiptHandle: Type.String(),
  Body: Type.String(),
  MD5OfBody: Type.String(),
  Attributes: Type.Optional(texts),
  MessageAttributes: Type.Optional(Type.Record(Type.String(), messageAttribute)),
})
const received = Compile(Type.Object({ Messages: Type.Optional(Type.Array(message)) }))

export type QueueMessage = Type.Static<typeof message>

/** The messages of what `ReceiveMessage` answers. Throws for an answer of another shape. */
export function messagesIn(answer: unknown): readonly QueueMessage[] {
  return received.Parse(answer).Messages ?? []
}

/** A message as SQS hands it to a function. */
export function recordOf(queueArn: string, received: QueueMessage) {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, Attributes = {}, MessageAttributes = {} } = received
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        },
      ]),
    ),
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  }
}
