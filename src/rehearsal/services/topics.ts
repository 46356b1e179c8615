import type { Clock, Ids } from '../../core/index.ts'
import type { Model } from '../template/index.ts'
import type { Answer, Call, Command, Service } from './service.ts'
import { xmlDocument, xmlText } from './xml.ts'

/** As SNS posts it to an HTTPS subscriber. */
export interface Notification {
  readonly Type: 'Notification'
  readonly MessageId: string
  readonly TopicArn: string
  readonly Subject?: string
  readonly Message: string
  /** ISO 8601. */
  readonly Timestamp: string
}

/** What was published to the topics of a model; the latest are kept. */
export interface Topics {
  publish(topicArn: string, message: Pick<Notification, 'Message' | 'MessageId' | 'Subject'>): void
  list(): readonly { readonly topicArn: string; readonly notification: Notification }[]
}

const mostKept = 1_000

export function openTopics(clock: Clock): Topics {
  const kept: { topicArn: string; notification: Notification }[] = []
  return {
    publish: (topicArn, message) => {
      const Timestamp = new Date(clock.now()).toISOString()
      kept.push({
        topicArn,
        notification: { Type: 'Notification', TopicArn: topicArn, ...message, Timestamp },
      })
      if (kept.length > mostKept) kept.shift()
    },
    list: () => [...kept],
  }
}

/** SNS's `Publish`, in AWS's query protocol. */
export function sns(model: Model, topics: Topics, ids: Ids): Service {
  return {
    refuse: (message) => fault(403, 'AuthorizationError', message),
    read: ({ body }: Call): Command | Answer => {
      const input = new URLSearchParams(body.toString('utf8'))
      const operation = input.get('Action') ?? ''
      const topic = input.get('TopicArn') ?? ''
      return {
        label: `${operation} ${topic}`,
        needs: [{ action: `sns:${operation}`, resource: topic === '' ? '*' : topic }],
        run: () => {
          if (operation !== 'Publish') return fault(400, 'InvalidAction', `${operation} is not known here`)
          if (model.byArn(topic) === undefined) return fault(404, 'NotFound', 'Topic does not exist')
          const MessageId = ids.uuid()
          const Subject = input.get('Subject')
          const Message = input.get('Message') ?? ''
          topics.publish(topic, { MessageId, Message, ...(Subject === null ? {} : { Subject }) })
          return published(MessageId)
        },
      }
    },
  }
}

const contentType = { 'content-type': 'text/xml' }

const published = (id: string): Answer => ({
  status: 200,
  headers: contentType,
  body: xmlDocument(
    `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${id}</MessageId></PublishResult></PublishResponse>`,
  ),
})

const fault = (status: number, code: string, message: string): Answer => ({
  status,
  headers: contentType,
  body: xmlDocument(
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${xmlText(message)}</Message></Error></ErrorResponse>`,
  ),
})
