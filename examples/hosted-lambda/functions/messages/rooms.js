import { GoneException, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient())
const TableName = process.env.TABLE

export async function memberOf(connectionId) {
  const { Item } = await documents.send(new GetCommand({ TableName, Key: { connectionId } }))
  return Item
}

export async function enter(connectionId, room) {
  await documents.send(
    new UpdateCommand({
      TableName,
      Key: { connectionId },
      UpdateExpression: 'SET room = :room',
      ExpressionAttributeValues: { ':room': room },
    }),
  )
}

export async function membersOf(room) {
  const query = new QueryCommand({
    TableName,
    IndexName: 'byRoom',
    KeyConditionExpression: 'room = :room',
    ExpressionAttributeValues: { ':room': room },
  })
  const { Items } = await documents.send(query)
  return Items
}

/** Post to everybody in a room. Who has gone without a word is taken out of the table. */
export async function tell(api, room, frame) {
  const Data = JSON.stringify(frame)
  const members = await membersOf(room)
  await Promise.all(members.map(({ connectionId }) => post(api, connectionId, Data)))
}

async function post(api, ConnectionId, Data) {
  try {
    await api.send(new PostToConnectionCommand({ ConnectionId, Data }))
  } catch (error) {
    if (!(error instanceof GoneException)) throw error
    await documents.send(new DeleteCommand({ TableName, Key: { connectionId: ConnectionId } }))
  }
}
