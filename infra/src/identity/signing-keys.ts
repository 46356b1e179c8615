import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Duration } from 'aws-cdk-lib/core'
import { Trigger } from 'aws-cdk-lib/triggers'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { Bundles } from '../bundles.ts'
import { StageFunction } from '../function.ts'
import { inFindings } from '../in-findings.ts'
import type { Stage } from '../stage.ts'
import type { Issuer } from './issuer.ts'

/**
 * What tokens are signed with: the newest and the previous key in a secret, and the function that makes a new one. It runs
 * once when the stack is made, every week, and whenever somebody invokes it; not with each deployment, because
 * two of those within a token's life would end it.
 */
export class SigningKeys extends Construct {
  readonly secret: Secret
  readonly generate: StageFunction

  constructor(scope: Construct, id: string, { stage, bundles, issuer }: SigningKeysProps) {
    super(scope, id)
    this.secret = new Secret(this, 'Secret', {
      description: `What Stoa signs tokens with on the stage ${stage.name}`,
      // Keys are not made by Secrets Manager: what it makes up here is nobody's.
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'unused' },
      removalPolicy: stage.removalPolicy,
    })
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'GenerateKeys rotates it every week, on a schedule of its own.',
    )
    this.generate = new StageFunction(this, 'GenerateKeys', {
      stage,
      bundles,
      bundle: 'generate-keys',
      functionName: stage.named('GenerateKeys'),
      description: 'Puts a new signing key first, and publishes the public ones',
      timeoutSeconds: 60,
      // Each call rotates, and two in a row would end every session.
      retryAttempts: 0,
      environment: {
        KEYS_SECRET_ARN: this.secret.secretArn,
        ISSUER_BUCKET: issuer.bucket.bucketName,
        ISSUER_URL: issuer.url,
      },
    })
    this.grant(issuer)
    this.schedule(issuer)
  }

  private schedule(issuer: Issuer): void {
    new Rule(this, 'Weekly', {
      description: 'A new signing key every week',
      schedule: Schedule.rate(Duration.days(7)),
      targets: [new LambdaFunction(this.generate.function)],
    })
    new Trigger(this, 'First', {
      handler: this.generate.function,
      executeAfter: [this.generate, this.secret, issuer],
      executeOnHandlerChange: false,
    })
    acknowledge(
      this.generate,
      'Annotation::@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias',
      'The schedule invokes the function itself; only the first run names a version.',
    )
  }

  private grant(issuer: Issuer): void {
    this.generate.allow(
      [
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      [this.secret.secretArn],
    )
    const documents = issuer.bucket.arnForObjects('.well-known/*')
    this.generate.allow(['s3:PutObject'], [documents])
    this.generate.acknowledge(
      `AwsSolutions-IAM5[Resource::${inFindings(this, documents)}]`,
      'It writes the documents of the issuer, which are all in this folder of the bucket.',
    )
  }
}

export interface SigningKeysProps {
  readonly stage: Stage
  readonly bundles: Bundles
  readonly issuer: Issuer
}
