import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { AlarmTopic } from '../alarms.ts'
import { logBucket } from '../log-bucket.ts'
import type { Stage } from '../stage.ts'
import { Cache } from './cache.ts'
import { Entrance } from './entrance.ts'
import { FleetAlarms } from './fleet-alarms.ts'
import { FleetBus } from './fleet-bus.ts'
import { FleetService } from './fleet-service.ts'
import { front } from './front.ts'
import { network } from './network.ts'
import { serverSettings } from './server-settings.ts'

export interface FleetStackProps extends StackProps {
  readonly stage: Stage
  /** Whose tokens chat takes. */
  readonly issuerUrl: string
}

/** The server as a fleet: nodes on Fargate that share Valkey, behind a load balancer and CloudFront. */
export class FleetStack extends Stack {
  constructor(scope: Construct, id: string, { stage, issuerUrl, ...props }: FleetStackProps) {
    super(scope, id, { description: `Stoa: the fleet of the stage ${stage.name}`, ...props })
    const logs = logBucket(this, 'AccessLogs', stage)
    const topic = new AlarmTopic(this, 'Alarms', stage)
    const vpc = network(this, stage, logs)
    const cache = new Cache(this, 'Cache', { stage, vpc })
    const bus = new FleetBus(this, 'Events', { stage, alarms: topic })
    const entrance = new Entrance(this, 'Entrance', { stage, vpc, logs })
    const { distributionDomainName } = front(this, { stage, entrance, logs })
    const fleet = new FleetService(this, 'Fleet', {
      stage,
      vpc,
      cache,
      bus,
      entrance,
      environment: {
        AWS_REGION: this.region,
        STOA_STAGE: stage.name,
        STOA_CONFIG: serverSettings({
          stage,
          issuerUrl,
          redisUrl: cache.url,
          queueUrls: bus.queueUrls,
          eventBuses: bus.names,
        }),
        STOA_PUBLIC_URL: `https://${distributionDomainName}`,
        // The load balancer; what CloudFront says of the client comes through it as it is.
        STOA_TRUSTED_PROXIES: vpc.vpcCidrBlock,
        LOG_LEVEL: stage.logLevel,
      },
    })
    new FleetAlarms(this, 'Health', { stage, topic, entrance, fleet })
    new CfnOutput(this, 'WebSocketEndpoint', { value: `wss://${distributionDomainName}` })
  }

  /** Found out by CloudFormation, so that nobody has to ask the account for them before. */
  override get availabilityZones(): string[] {
    return [0, 1].map((at) => Fn.select(at, Fn.getAzs()))
  }
}
