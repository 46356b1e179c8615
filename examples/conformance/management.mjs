import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'

const clients = new Map()

/** The way that AWS documents: the address is in every event. */
function clientOf({ requestContext: { domainName, stage } }) {
  const endpoint = `https://${domainName}/${stage}`
  if (!clients.has(endpoint)) clients.set(endpoint, new ApiGatewayManagementApiClient({ endpoint }))
  return clients.get(endpoint)
}

const commands = {
  post: (ConnectionId, data) => new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(data) }),
  get: (ConnectionId) => new GetConnectionCommand({ ConnectionId }),
  delete: (ConnectionId) => new DeleteConnectionCommand({ ConnectionId }),
}

/** What came of an operation on a connection; an error under the name that the SDK gives it. */
export async function manage(event, { operation, connectionId, data = '' }) {
  try {
    const { $metadata, ...output } = await clientOf(event).send(commands[operation](connectionId, data))
    return { status: $metadata.httpStatusCode, output }
  } catch (error) {
    return { error: error.name, status: error.$metadata?.httpStatusCode, message: error.message }
  }
}

/** Hand a notice to the connection that watches. */
export function tell(event, watcher, notice) {
  return manage(event, { operation: 'post', connectionId: watcher, data: JSON.stringify(notice) })
}
