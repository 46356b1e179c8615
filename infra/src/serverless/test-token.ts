import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { Bundles } from '../bundles.ts'
import { StageFunction } from '../function.ts'
import type { Stage } from '../stage.ts'

export interface TestTokenProps {
  readonly stage: Stage
  readonly bundles: Bundles
}

/** The secret that tokens of notify are signed with, and a function that signs some to try it with. */
export class TestToken extends Construct {
  readonly secret: Secret
  readonly function: StageFunction

  constructor(scope: Construct, id: string, { stage, bundles }: TestTokenProps) {
    super(scope, id)
    this.secret = new Secret(this, 'Secret', {
      description: 'What tokens of notify are signed with (HS256), as "signature".',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'signature',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: stage.removalPolicy,
    })
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'Whoever else signs tokens has this secret too, so it changes when they change it together.',
    )
    this.function = new StageFunction(this, 'CreateTestJwt', {
      stage,
      bundles,
      bundle: 'create-test-jwt',
      description: 'Signs a token for notify, to try it with. Called by hand.',
      environment: { JWT_SECRET_ARN: this.secret.secretArn },
      functionName: stage.named('CreateTestJwt'),
    })
    this.allowReading(this.function)
  }

  allowReading(reading: StageFunction): void {
    reading.allow(['secretsmanager:GetSecretValue'], [this.secret.secretArn])
  }
}
