import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi'

export interface ManagementClientOptions
  extends Pick<ApiGatewayManagementApiClientConfig, 'region' | 'credentials'> {
  /** `https://ID.execute-api.REGION.amazonaws.com/STAGE`: what comes before `/@connections`. */
  readonly endpoint: string
  /** Connections to API Gateway at once, which are kept. The default is 64. */
  readonly concurrency?: number
  /** How long an answer is waited for; 3,000 if not given. */
  readonly answerMs?: number
}

/**
 * A client for `apiGatewaySockets`. It makes one attempt: the SDK waits for a second and more after a 429, and all
 * requests of a client share a budget of a hundred such waits, which one large audience can use up.
 */
export function managementClient(options: ManagementClientOptions): ApiGatewayManagementApiClient {
  const { concurrency = defaultConcurrency, answerMs = 3_000, ...config } = options
  const agent = { keepAlive: true, maxSockets: concurrency }
  return new ApiGatewayManagementApiClient({
    ...config,
    maxAttempts: 1,
    requestHandler: {
      httpsAgent: agent,
      httpAgent: agent,
      connectionTimeout: 2_000,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
    },
  })
}

export const defaultConcurrency = 64
