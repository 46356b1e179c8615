const { DynamoDBClient } = require('@aws-sdk/client-dynamodb')
const { DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb')

const documents = DynamoDBDocumentClient.from(new DynamoDBClient())

exports.handler = async ({ requestContext: { connectionId, authorizer } }) => {
  const Item = { connectionId, name: authorizer.name }
  await documents.send(new PutCommand({ TableName: process.env.TABLE, Item }))
  return { statusCode: 200, body: 'Connected' }
}
