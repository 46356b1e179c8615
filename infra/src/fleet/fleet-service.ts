import { type IVpc, Port } from 'aws-cdk-lib/aws-ec2'
import {
  AwsLogDriverMode,
  Cluster,
  ContainerInsights,
  Secret as ContainerSecret,
  FargateService,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  UlimitName,
} from 'aws-cdk-lib/aws-ecs'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { Stage } from '../stage.ts'
import { type Cache, cachePort, passwordVariable } from './cache.ts'
import { type Entrance, healthPort, serverPort } from './entrance.ts'
import type { FleetBus } from './fleet-bus.ts'
import { serverImage } from './server-image.ts'

export interface FleetServiceProps {
  readonly stage: Stage
  readonly vpc: IVpc
  readonly cache: Cache
  readonly bus: FleetBus
  readonly entrance: Entrance
  readonly environment: Readonly<Record<string, string>>
}

/** How many nodes there are, and when there are more. */
export const sizeOf = ({ file }: Stage) => {
  const { min = 3, max = 10, cpuPercent = 80 } = file.aws?.fleet ?? {}
  return { min, max, cpuPercent }
}

/**
 * The nodes: the server of the Dockerfile, each with a processor of its own. X-Ray's agent is not beside it: the server
 * has metrics and logs of its own, and makes no traces.
 */
export class FleetService extends Construct {
  readonly cluster: Cluster
  readonly service: FargateService

  constructor(scope: Construct, id: string, props: FleetServiceProps) {
    super(scope, id)
    const { vpc, cache, entrance, stage } = props
    this.cluster = new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED })
    this.service = new FargateService(this, 'Service', {
      cluster: this.cluster,
      taskDefinition: this.task(props),
      circuitBreaker: { enable: true, rollback: true },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      healthCheckGracePeriod: Duration.seconds(60),
    })
    this.service.attachToApplicationTargetGroup(entrance.nodes)
    this.service.node.addDependency(entrance.listener)
    for (const port of [serverPort, healthPort]) {
      this.service.connections.allowFrom(entrance.loadBalancer, Port.tcp(port), 'The load balancer')
    }
    cache.securityGroup.connections.allowFrom(this.service, Port.tcp(cachePort), 'Nodes of the fleet')
    this.scale(stage)
  }

  private scale(stage: Stage): void {
    const { min, max, cpuPercent } = sizeOf(stage)
    const scaling = this.service.autoScaleTaskCount({ minCapacity: min, maxCapacity: max })
    scaling.scaleOnCpuUtilization('Cpu', {
      targetUtilizationPercent: cpuPercent,
      scaleOutCooldown: Duration.seconds(60),
      // Each node that goes sends its clients to the others.
      scaleInCooldown: Duration.minutes(5),
    })
  }

  private task(props: FleetServiceProps): FargateTaskDefinition {
    const { stage, cache, environment } = props
    const task = new FargateTaskDefinition(this, 'Task', {
      family: stage.named('fleet'),
      cpu: 1024,
      memoryLimitMiB: 2048,
    })
    const logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logRetentionDays,
      removalPolicy: stage.removalPolicy,
    })
    const container = task.addContainer('server', {
      image: serverImage(),
      portMappings: [{ containerPort: serverPort }, { containerPort: healthPort }],
      // A node that does not get rid of its log goes on without it.
      logging: LogDriver.awsLogs({ logGroup, streamPrefix: 'node', mode: AwsLogDriverMode.NON_BLOCKING }),
      // Functions are processes, and what they leave behind is the first process's to clear up.
      linuxParameters: new LinuxParameters(this, 'Init', { initProcessEnabled: true }),
      // A node tells its clients to go and ends within about 10 s; an event that it is at may take longer.
      stopTimeout: Duration.seconds(60),
      environment,
      secrets: { [passwordVariable]: ContainerSecret.fromSecretsManager(cache.password) },
    })
    // One for each connection.
    container.addUlimits({ name: UlimitName.NOFILE, softLimit: 65_535, hardLimit: 65_535 })
    grant(task, props)
    acknowledgeFindings(task)
    return task
  }
}

/** Of a node: to take its events from the queues, and to put events on the buses that are the fleet's. */
function grant(task: FargateTaskDefinition, { bus }: FleetServiceProps): void {
  const receive = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility']
  allow(
    task,
    receive,
    bus.queues.map(({ queue }) => queue.queueArn),
  )
  allow(task, ['events:PutEvents'], bus.arns)
}

/** Nothing, if there is nothing to allow it on: a stage may have switched off the APIs that have events. */
function allow(task: FargateTaskDefinition, actions: string[], resources: readonly string[]): void {
  if (resources.length === 0) return
  task.addToTaskRolePolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [...resources] }))
}

function acknowledgeFindings(task: FargateTaskDefinition): void {
  acknowledge(
    task,
    'CloudFormation-Validate::E1029',
    'The name in braces is a variable of the container, which the server puts in; CloudFormation is to leave it.',
  )
  acknowledge(
    task,
    'AwsSolutions-ECS2',
    'What is in the environment is no secret; the password of the cache is taken from one.',
  )
  acknowledge(
    task,
    'AwsSolutions-IAM5[Resource::*]',
    'ECR gives a token for all of its repositories; images come from one of them only.',
  )
}
