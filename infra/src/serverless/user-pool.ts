import {
  CfnIdentityPool,
  CfnUserPoolUser,
  UserPool as CognitoUserPool,
  FeaturePlan,
  Mfa,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { Stage } from '../stage.ts'

/** The accounts of the relay's players, whose access tokens its authorizer takes. Only an administrator makes one. */
export class UserPool extends Construct {
  readonly pool: CognitoUserPool
  readonly client: UserPoolClient
  readonly identityPool: CfnIdentityPool

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id)
    this.pool = pool(this, stage)
    this.client = this.pool.addClient('Client', {
      userPoolClientName: 'unity-client',
      authFlows: { userPassword: true, userSrp: true },
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      disableOAuth: true,
    })
    this.identityPool = this.identities()
    if (stage.adminEmail !== undefined) this.admin(stage.adminEmail)
  }

  private identities(): CfnIdentityPool {
    return new CfnIdentityPool(this, 'IdentityPool', {
      allowUnauthenticatedIdentities: false,
      cognitoIdentityProviders: [
        {
          clientId: this.client.userPoolClientId,
          providerName: this.pool.userPoolProviderName,
          serverSideTokenCheck: true,
        },
      ],
    })
  }

  /** Cognito sends a password for once; `admin-set-user-password` sets one to keep. */
  private admin(email: string): void {
    new CfnUserPoolUser(this, 'Admin', {
      userPoolId: this.pool.userPoolId,
      username: email,
      desiredDeliveryMediums: ['EMAIL'],
      userAttributes: [
        { name: 'email', value: email },
        { name: 'email_verified', value: 'true' },
      ],
    })
  }
}

function pool(scope: Construct, stage: Stage): CognitoUserPool {
  const made = new CognitoUserPool(scope, 'Pool', {
    userPoolName: stage.named('users'),
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    passwordPolicy: {
      minLength: 8,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(7),
    },
    mfa: Mfa.OFF,
    featurePlan: FeaturePlan.ESSENTIALS,
    removalPolicy: stage.removalPolicy,
    deletionProtection: stage.retain,
  })
  acknowledge(
    made,
    'AwsSolutions-COG2',
    'Clients made for this API sign in with a password alone and could not answer.',
  )
  acknowledge(
    made,
    'AwsSolutions-COG8',
    'Threat protection is a plan that is paid for by player; a stage can be given it.',
  )
  return made
}
