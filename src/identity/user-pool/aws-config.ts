import type { PoolNames } from './pool-names.ts'

/** The file `aws-config.json` that games read: where to sign in, and the URL to connect to (`wss://…/prod`). */
export function awsConfig(names: PoolNames, webSocketUrl: string) {
  const { region, userPoolId, identityPoolId, clientId } = names
  return {
    Cognito: {
      AWS_Region: region,
      CognitoUserPool: userPoolId,
      CognitoIdentityPool: identityPoolId,
      AppClientId: clientId,
    },
    API_Gateway: { AWS_Region: region, WebSocket_API_URL: webSocketUrl },
  }
}
