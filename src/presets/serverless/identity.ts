import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type Context, Hono } from 'hono'
import { handle, type LambdaEvent } from 'hono/aws-lambda'
import { guests } from '../../identity/guests.ts'
import { identityHttp } from '../../identity/http.ts'
import { providerLogins } from '../../identity/providers/provider-logins.ts'
import { remoteCognito } from '../../identity/providers/remote-cognito.ts'
import { tokens } from '../../identity/tokens.ts'
import { type ProvidersStage, readStageFile } from '../../stage/index.ts'
import { dynamoTable, dynamoUsers, secretValue } from '../../stores/aws.ts'
import { systemClock } from '../../stores/system/clock.ts'
import { systemIds } from '../../stores/system/ids.ts'
import { required } from './environment.ts'
import { functionLog } from './function-log.ts'
import { countedLogins, countedUsers } from './login-counts.ts'
import { signing } from './signing.ts'

const clock = systemClock()
const ids = systemIds()
const log = functionLog()
const issuer = required('ISSUER_URL')
const table = dynamoTable({ client: new DynamoDBClient({}), tableName: required('USER_TABLE_NAME'), clock })
const users = countedUsers(dynamoUsers({ table }))
const signingKeys = signing()
const issued = tokens({ signingKeys, clock, issuer: () => issuer, pinnedIssuer: issuer })

/** The logins of the stage, behind the stage `prod` of a REST API. */
export async function handler(event: LambdaEvent): Promise<unknown> {
  const answer = await opened()
  return answer('path' in event ? { ...event, path: `/prod${event.path}` } : event)
}

let app: ReturnType<typeof open> | undefined

/** Opened at the first request, and again at the next if that failed. */
function opened(): ReturnType<typeof open> {
  app ??= open().catch((error: unknown) => {
    app = undefined
    throw error
  })
  return app
}

async function open() {
  const { cognito, ...providers } = await providersOfStage()
  const { userPoolId, clientId } = cognito || {}
  const login = {
    users,
    tokens: issued,
    clock,
    ids,
    log,
    providers,
    ...(cognito &&
      userPoolId !== undefined &&
      clientId !== undefined && {
        cognito: remoteCognito({
          ...cognito,
          userPoolId,
          clientId,
          region: cognito.region ?? required('AWS_REGION'),
          clock,
          log,
        }),
      }),
  }
  const http = identityHttp({
    signingKeys,
    tokens: issued,
    guests: guests({ users, clock, ids }),
    clock,
    sourceIp,
    providers: providerLogins(login),
  })
  const whole = new Hono()
  whole.use(countedLogins)
  whole.route('/', http)
  whole.onError((error, c) => {
    log.error({ err: error, method: c.req.method, path: c.req.path }, 'a request failed')
    return c.json({ message: 'Internal server error' }, 500)
  })
  return handle(whole)
}

/** The section `providers` of a stage file, as JSON or YAML in a secret. */
async function providersOfStage(): Promise<ProvidersStage> {
  const secretId = process.env.PROVIDERS_SECRET_ARN
  if (!secretId) return {}
  const text = await secretValue({ client: new SecretsManagerClient({}), secretId, clock })()
  const indented = text.replaceAll(/^/gm, '  ')
  return (
    readStageFile(`providers:\n${indented}\n`, { name: 'the secret of the providers', env: {} }).providers ??
    {}
  )
}

function sourceIp({ env }: Context): string {
  const request: unknown = Reflect.get(Object(env), 'requestContext')
  const identity: unknown = Reflect.get(Object(request), 'identity')
  return String(Reflect.get(Object(identity), 'sourceIp') ?? '')
}
