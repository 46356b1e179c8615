import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { BundleName, Bundles } from './bundles.ts'
import type { Stage } from './stage.ts'

export interface StageFunctionProps {
  readonly stage: Stage
  readonly bundles: Bundles
  readonly bundle: BundleName
  readonly description: string
  readonly environment: Readonly<Record<string, string>>
  /** The default is 10. */
  readonly timeoutSeconds?: number
  /** How often Lambda calls it again when it has failed at an event that nobody waits for; 2 if not given. */
  readonly retryAttempts?: number
  /** A fixed name, for those that people call by hand. */
  readonly functionName?: string
}

/**
 * A function of a bundle with a role of its own, which may write its own log and traces and nothing else. What more it
 * may do is said with `allow`.
 */
export class StageFunction extends Construct {
  readonly function: LambdaFunction
  readonly logGroup: LogGroup
  private readonly role: Role

  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    super(scope, id)
    const { stage } = props
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logRetentionDays,
      removalPolicy: stage.removalPolicy,
    })
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn])
    this.function = new LambdaFunction(this, 'Function', {
      ...(props.functionName !== undefined && { functionName: props.functionName }),
      ...(props.retryAttempts !== undefined && { retryAttempts: props.retryAttempts }),
      description: props.description,
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.bundles.code(props.bundle),
      memorySize: 512,
      timeout: Duration.seconds(props.timeoutSeconds ?? 10),
      environment: { LOG_LEVEL: stage.logLevel, ...props.environment },
      role: this.role,
      tracing: Tracing.ACTIVE,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
    })
    acknowledge(
      this.function,
      'AwsSolutions-L1',
      'Node 22 is what the server is tested on, and has long-term support.',
    )
    acknowledge(this.role, 'AwsSolutions-IAM5[Resource::*]', 'Traces of X-Ray have no resource to name.')
  }

  /** Exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    )
  }

  /** What is wrong with a policy otherwise, and why it is not here. */
  acknowledge(id: string, reason: string): void {
    acknowledge(this.role, id, reason)
  }
}
