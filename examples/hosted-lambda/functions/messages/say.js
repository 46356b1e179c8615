import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { memberOf, tell } from './rooms.js'

/** `{"action":"say","text":"Hello"}`, to everybody in the room. */
export const handler = async ({ requestContext, body }) => {
  const { connectionId, domainName, stage } = requestContext
  const { text } = JSON.parse(body)
  const { room, name } = (await memberOf(connectionId)) ?? {}
  if (!room) return { statusCode: 403 }

  const api = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` })
  await tell(api, room, { event: 'said', name, text })
  return { statusCode: 200 }
}
