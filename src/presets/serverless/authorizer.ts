import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Api, Authorizer } from '../../core/index.ts'
import { anyone } from '../../identity/anyone.ts'
import { cognitoTokens } from '../../identity/cognito-tokens.ts'
import { jwksTokens } from '../../identity/jwks-tokens.ts'
import { sharedSecretTokens } from '../../identity/shared-secret-tokens.ts'
import { authorizerFunction } from '../../lambda/index.ts'
import { dynamoTable, dynamoUsers, secretValue } from '../../stores/aws.ts'
import { systemClock } from '../../stores/system/clock.ts'
import { systemIds } from '../../stores/system/ids.ts'
import { answering } from './answering.ts'
import { definitionOf } from './definitions.ts'
import { required } from './environment.ts'
import { functionLog } from './function-log.ts'
import { tableHub } from './hub.ts'
import { hubAuthorizer } from './hub-authorizer.ts'

const clock = systemClock()
const ids = systemIds()
const api = definitionOf(required('STOA_API'), { stage: required('STOA_STAGE'), ids, hub: ownHub })

/** Who may connect to one API. */
export const handler = authorizerFunction(api, authorizerOf(api))

function authorizerOf({ name, token, authorize }: Api): Authorizer {
  switch (name) {
    case 'chat':
      return jwksTokens({
        issuer: required('ISSUER_URL'),
        audience: 'gamebackend',
        token,
        clock,
        log: functionLog(),
      })
    case 'hub':
      return hubAuthorizer({ token })
    case 'relay':
      return cognitoTokens({
        userPoolId: required('USER_POOL_ID'),
        clientId: required('USER_POOL_CLIENT_ID'),
        token,
      })
    case 'notify':
      return withSecret((secret) => sharedSecretTokens({ secret, token, clock }))
    default:
      return authorize ?? anyone
  }
}

/** It asks the table who is banned. */
function ownHub(): Api {
  const client = new DynamoDBClient(answering)
  const table = dynamoTable({ client, tableName: required('TABLE_NAME'), clock })
  return tableHub({ table, users: dynamoUsers({ table }), clock, ids, log: functionLog() })
}

/** The secret is read when it is needed, and read again after a while: it can be changed. */
function withSecret(authorizer: (secret: string) => Authorizer): Authorizer {
  const read = secretValue({
    client: new SecretsManagerClient({}),
    secretId: required('JWT_SECRET_ARN'),
    member: 'signature',
    clock,
  })
  return async (handshake) => authorizer(await read())(handshake)
}
