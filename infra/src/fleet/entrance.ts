import { type IVpc, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2'
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCondition,
  Protocol,
  SslPolicy,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
  XffHeaderProcessingMode,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { Stage } from '../stage.ts'
import { logConnections } from './balancer-log.ts'
import { cloudFrontAddresses } from './cloud-front-addresses.ts'

export const serverPort = 8080
export const healthPort = 8081
/** What CloudFront shows that it is ours, and not that of somebody else. */
export const passHeader = 'X-Stoa-Pass'

/**
 * The load balancer of the fleet. Only CloudFront reaches it, and only ours is let through, so what it says of the client
 * in `X-Forwarded-For` can be believed and is handed on as it is.
 */
export class Entrance extends Construct {
  readonly loadBalancer: ApplicationLoadBalancer
  readonly nodes: ApplicationTargetGroup
  readonly listener: ApplicationListener
  readonly pass: Secret

  constructor(scope: Construct, id: string, { stage, vpc, logs }: EntranceProps) {
    super(scope, id)
    const certificateArn = stage.file.aws?.fleet?.certificateArn
    this.pass = this.passOf(stage)
    this.loadBalancer = this.balancer(stage, vpc)
    logConnections(this.loadBalancer, logs)
    this.nodes = this.targets(vpc)
    this.listener = this.loadBalancer.addListener('Listener', {
      open: false,
      ...(certificateArn === undefined
        ? { port: 80, protocol: ApplicationProtocol.HTTP }
        : {
            port: 443,
            protocol: ApplicationProtocol.HTTPS,
            sslPolicy: SslPolicy.RECOMMENDED_TLS,
            certificates: [{ certificateArn }],
          }),
      defaultAction: ListenerAction.fixedResponse(403),
    })
    this.listener.addAction('Nodes', {
      priority: 1,
      conditions: [ListenerCondition.httpHeader(passHeader, [this.pass.secretValue.unsafeUnwrap()])],
      action: ListenerAction.forward([this.nodes]),
    })
  }

  private passOf(stage: Stage): Secret {
    const pass = new Secret(this, 'Pass', {
      description: `What CloudFront shows to the load balancer of Stoa, stage ${stage.name}`,
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
      removalPolicy: stage.removalPolicy,
    })
    acknowledge(
      pass,
      'AwsSolutions-SMG4',
      'Both who show it and who check it get it from a deployment; who has it still needs an address of CloudFront.',
    )
    return pass
  }

  private balancer(stage: Stage, vpc: IVpc): ApplicationLoadBalancer {
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The load balancer of the fleet, for CloudFront only',
      allowAllOutbound: false,
    })
    const isSecure = stage.file.aws?.fleet?.certificateArn !== undefined
    securityGroup.addIngressRule(
      cloudFrontAddresses(this, stage),
      Port.tcp(isSecure ? 443 : 80),
      'CloudFront',
    )
    return new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      securityGroup,
      internetFacing: true,
      // The server pings its clients every 25 s.
      idleTimeout: Duration.seconds(120),
      dropInvalidHeaderFields: true,
      xffHeaderProcessingMode: XffHeaderProcessingMode.PRESERVE,
      deletionProtection: stage.retain,
    })
  }

  private targets(vpc: IVpc): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, 'Nodes', {
      vpc,
      targetType: TargetType.IP,
      port: serverPort,
      protocol: ApplicationProtocol.HTTP,
      // Connections live long, and a node that has just started has none.
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      // New clients go elsewhere at once; those that are connected are told by the node itself, which is stopped after it.
      deregistrationDelay: Duration.seconds(5),
      healthCheck: {
        // A node that cannot reach the cache is alive: to replace all of them would cut every client for nothing.
        path: '/health/live',
        port: String(healthPort),
        protocol: Protocol.HTTP,
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    })
  }
}

export interface EntranceProps {
  readonly stage: Stage
  readonly vpc: IVpc
  readonly logs: Bucket
}
