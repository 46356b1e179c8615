import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { Bundles } from '../bundles.ts'
import { CloudFrontLog } from '../cloud-front-log.ts'
import { StageFunction } from '../function.ts'
import { logBucket } from '../log-bucket.ts'
import type { Stage } from '../stage.ts'
import { table } from '../table.ts'
import { identityDashboard } from './dashboard.ts'
import { Firewall } from './firewall.ts'
import { IdentityAlarms } from './identity-alarms.ts'
import { Issuer } from './issuer.ts'
import { LoginApi } from './login-api.ts'
import { SigningKeys } from './signing-keys.ts'

export interface IdentityStackProps extends StackProps {
  readonly stage: Stage
  readonly bundles: Bundles
}

/** Who players are: logins, their tokens, and the public keys that others check these with. */
export class IdentityStack extends Stack {
  /** What is in `iss` of tokens, and where `/.well-known/jwks.json` is. */
  readonly issuerUrl: string

  constructor(scope: Construct, id: string, { stage, bundles, ...props }: IdentityStackProps) {
    super(scope, id, { description: `Stoa: logins and tokens on the stage ${stage.name}`, ...props })
    const logs = logBucket(this, 'AccessLogs', stage)
    const issuer = new Issuer(this, 'Issuer', { stage, logs })
    new CloudFrontLog(this, 'IssuerLog', {
      distribution: issuer.distribution,
      bucket: logs,
      name: stage.named('issuer'),
    })
    const keys = new SigningKeys(this, 'Keys', { stage, bundles, issuer })
    const logins = loginFunction(this, { stage, bundles, issuer, keys, users: table(this, 'Users', stage) })
    const { api } = new LoginApi(this, 'LoginApi', { stage, logins })
    const firewall = new Firewall(this, 'Firewall', { stage, apiStage: api.deploymentStage })
    const parts = { stage, api, logins, generateKeys: keys.generate, firewall }
    identityDashboard(this, parts)
    new IdentityAlarms(this, 'Alarms', parts)

    this.issuerUrl = issuer.url
    new CfnOutput(this, 'IssuerEndpointUrl', { value: issuer.url })
    new CfnOutput(this, 'LoginEndpoint', { value: api.url })
    new CfnOutput(this, 'GenerateKeysFunctionName', { value: keys.generate.function.functionName })
  }
}

interface LoginFunctionProps {
  readonly stage: Stage
  readonly bundles: Bundles
  readonly issuer: Issuer
  readonly keys: SigningKeys
  readonly users: Table
}

function loginFunction(scope: Construct, props: LoginFunctionProps): StageFunction {
  const { stage, bundles, issuer, keys, users } = props
  const { providersSecretArn } = stage.file.aws ?? {}
  const logins = new StageFunction(scope, 'Logins', {
    stage,
    bundles,
    bundle: 'identity',
    description: 'Logins and tokens',
    timeoutSeconds: 15,
    environment: {
      STOA_STAGE: stage.name,
      USER_TABLE_NAME: users.tableName,
      KEYS_SECRET_ARN: keys.secret.secretArn,
      ISSUER_URL: issuer.url,
      ...(providersSecretArn !== undefined && { PROVIDERS_SECRET_ARN: providersSecretArn }),
    },
  })
  logins.allow(
    ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    [users.tableArn],
  )
  logins.allow(['secretsmanager:GetSecretValue'], [keys.secret.secretArn])
  if (providersSecretArn !== undefined) logins.allow(['secretsmanager:GetSecretValue'], [providersSecretArn])
  return logins
}
