import { randomUUID } from 'node:crypto'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'

// On AWS and on Stoa alike, the environment says where the bus is.
const bus = new EventBridgeClient()

/**
 * The route `order` of a WebSocket API, as it is on AWS. What is new is the event, which everybody at the hub hears who is in
 * the channel, now or when they come back.
 *
 * @param {{ body: string }} event
 */
export const handler = async ({ body }) => {
  const { shop, item } = JSON.parse(body)
  if (typeof shop !== 'string' || typeof item !== 'string') return { statusCode: 400, body: 'shop and item' }
  const orderId = randomUUID()
  const detail = { channel: `orders:${shop}`, data: { orderId, item } }
  await bus.send(
    new PutEventsCommand({
      Entries: [{ Source: 'orders', DetailType: 'Publish To Channel', Detail: JSON.stringify(detail) }],
    }),
  )
  return { statusCode: 200, body: JSON.stringify({ orderId }) }
}
