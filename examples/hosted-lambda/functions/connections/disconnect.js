const { DynamoDBClient } = require('@aws-sdk/client-dynamodb')
const { EventBridgeClient, PutEventsCommand } = require('@aws-sdk/client-eventbridge')
const { DeleteCommand, DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb')

const documents = DynamoDBDocumentClient.from(new DynamoDBClient())
const bus = new EventBridgeClient()

exports.handler = async ({ requestContext: { connectionId } }) => {
  const deleted = await documents.send(
    new DeleteCommand({ TableName: process.env.TABLE, Key: { connectionId }, ReturnValues: 'ALL_OLD' }),
  )
  const { room, name } = deleted.Attributes ?? {}
  if (room) {
    const Detail = JSON.stringify({ room, name })
    await bus.send(new PutEventsCommand({ Entries: [{ Source: 'rooms', DetailType: 'left', Detail }] }))
  }
  return { statusCode: 200 }
}
