import type { Evidence, Need, Origin } from './case.ts'

const from = (evidence: Evidence, source: string) => ({ evidence, source })

/** Where points of the contract are known from. `guide` is the developer guide of API Gateway, by its page. */
export const sources = {
  transcript: from('captured', 'a wscat transcript of an API in ap-northeast-1'),
  frames: from('captured', 'twelve transcripts, the same bytes in each'),
  messageFixture: from(
    'captured',
    'aws/aws-lambda-go, events/testdata/apigw-websocket-request-send-message.json',
  ),
  disconnectFixture: from(
    'captured',
    'aws/aws-lambda-go, events/testdata/apigw-websocket-request-disconnect.json',
  ),
  connectLog: from('captured', 'logged events of a deployed handler, 2024'),
  deleted: from('captured', 'boto/boto3/issues/3789 and aws/chalice/issues/2060'),
  authorizer: from('documented', 'guide: apigateway-websocket-api-lambda-auth'),
  gatewayResponses: from('documented', 'guide: supported-gateway-response-types'),
  routes: from('documented', 'guide: websocket-api-develop-routes'),
  integrations: from('documented', 'guide: apigateway-websocket-api-routes-integrations'),
  connectRoutes: from('documented', 'guide: apigateway-websocket-api-route-keys-connect-disconnect'),
  subprotocol: from('documented', 'guide: websocket-connect-route-subprotocol'),
  mapping: from('documented', 'guide: apigateway-websocket-api-mapping-template-reference'),
  quotas: from('documented', 'guide: apigateway-execution-service-websocket-limits-table'),
  validation: from('documented', 'guide: websocket-api-request-validation'),
  lambdaContext: from('documented', 'AWS Lambda guide: nodejs-context'),
  managementModel: from('documented', 'the API model of apigatewaymanagementapi'),
  sdk: from('measured', 'AWS SDK for JavaScript v3'),
} as const

/** `source` as what cases have in common. */
export const origin = (source: { evidence: Evidence; source: string }, needs: readonly Need[]): Origin => ({
  ...source,
  needs,
})

/** Not known: what follows from `source`. */
export const inferred = (source: string, needs: readonly Need[]): Origin => ({
  evidence: 'inferred',
  source,
  needs,
})
