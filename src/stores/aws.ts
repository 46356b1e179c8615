export {
  type ManagementClientOptions,
  managementClient,
} from './api-gateway/management-client.ts'
export { type ApiGatewaySocketsOptions, apiGatewaySockets } from './api-gateway/sockets.ts'
export {
  type DynamoTable,
  dynamoClaims,
  dynamoConnections,
  dynamoHistory,
  dynamoMembers,
  dynamoNames,
  dynamoPresence,
  dynamoSanctions,
  dynamoTable,
  dynamoUsers,
} from './dynamodb/index.ts'
export { type EventBridgeEventsOptions, eventBridgeEvents } from './eventbridge/events.ts'
export { type Files, type S3FilesOptions, s3Files } from './s3/files.ts'
export { type SecretKeys, type SecretKeysOptions, secretKeys } from './secrets-manager/keys.ts'
export { type SecretValueOptions, secretValue } from './secrets-manager/secret-value.ts'
export { type SqsJobsOptions, sqsJobs } from './sqs/jobs.ts'
