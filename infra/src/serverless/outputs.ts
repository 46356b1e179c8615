import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment'
import { Aws } from 'aws-cdk-lib/core'
import type { ApiName } from '../../../src/stage/index.ts'
import type { Bus } from './bus.ts'
import type { Domain } from './domain.ts'
import type { ServedApi } from './served-api.ts'
import type { TestToken } from './test-token.ts'
import type { UserPool } from './user-pool.ts'

/** What there is to be told of. */
export interface Made {
  readonly apis: readonly ServedApi[]
  readonly users: UserPool
  readonly tokens: TestToken
  readonly bus: Bus
  readonly domain: Domain | undefined
}

const urlNames: Readonly<Record<ApiName, string>> = {
  chat: 'ChatWebSocketUrl',
  relay: 'WebSocketAPIURL',
  notify: 'WebsocketUri',
  webchat: 'ServiceEndpointWebsocket',
  lobby: 'WebSocketUrl',
  hub: 'HubWebSocketUrl',
}

/** What the stack says when it is deployed, under the names that clients' instructions use. */
export function outputsOf(made: Made, siteUrl: string): Readonly<Record<string, string>> {
  const { apis, users, tokens, bus, domain } = made
  const urls = apis.map(({ webSocket }) => [urlNames[webSocket.definition.name], webSocket.url])
  const notify = apis.find(({ webSocket }) => webSocket.definition.name === 'notify')
  const [ownBus] = apis.flatMap(({ webSocket }) => bus.namesOf(webSocket.definition))
  return {
    ...Object.fromEntries(urls),
    WebSocketDomainName: (notify && domain?.hostOf(notify.webSocket)) ?? 'Not Provided',
    UserPoolId: users.pool.userPoolId,
    AppClientId: users.client.userPoolClientId,
    CreateTestJwtFunctionName: tokens.function.function.functionName,
    ...(ownBus !== undefined && { EventBusName: ownBus }),
    WebsiteUrl: siteUrl,
    AwsConfigUrl: `${siteUrl}/aws-config.json`,
  }
}

/** The page, and the files in which clients look for the APIs. */
export function contentOf(page: string, { apis, users }: Made): readonly ISource[] {
  const urlOf = (name: ApiName) =>
    apis.find(({ webSocket }) => webSocket.definition.name === name)?.webSocket.url
  const relay = urlOf('relay')
  return [
    Source.asset(page),
    Source.jsonData('config.json', { server: urlOf('lobby') ?? '' }),
    Source.jsonData('aws-config.json', {
      Cognito: {
        AWS_Region: Aws.REGION,
        CognitoUserPool: users.pool.userPoolId,
        CognitoIdentityPool: users.identityPool.ref,
        AppClientId: users.client.userPoolClientId,
      },
      ...(relay !== undefined && { API_Gateway: { AWS_Region: Aws.REGION, WebSocket_API_URL: relay } }),
    }),
  ]
}
