import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { tell } from './rooms.js'

const api = new ApiGatewayManagementApiClient({ endpoint: process.env.API_ENDPOINT })

/** Behind a queue that a rule of the bus fills: tells rooms who has joined and who has left. */
export const handler = async ({ Records }) => {
  const failures = await Promise.all(Records.map(announce))
  return { batchItemFailures: failures.flat() }
}

async function announce({ messageId, body }) {
  try {
    const { 'detail-type': event, detail } = JSON.parse(body)
    await tell(api, detail.room, { event, name: detail.name })
    return []
  } catch (error) {
    console.error(error)
    return [{ itemIdentifier: messageId }]
  }
}
