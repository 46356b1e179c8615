import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { enter } from './rooms.js'

const bus = new EventBridgeClient()

/** `{"action":"join","room":"garden"}`. The worker tells the room of it. */
export const handler = async ({ requestContext: { connectionId, authorizer }, body }) => {
  const { room } = JSON.parse(body)
  await enter(connectionId, room)
  const Detail = JSON.stringify({ room, name: authorizer.name })
  await bus.send(new PutEventsCommand({ Entries: [{ Source: 'rooms', DetailType: 'joined', Detail }] }))
  return { statusCode: 200 }
}
