import { FlowLogDestination, FlowLogTrafficType, Vpc } from 'aws-cdk-lib/aws-ec2'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Stage } from '../stage.ts'

/**
 * Two availability zones; nodes are in private subnets and reach what is outside through NAT. One gateway will do
 * for a stage that may be thrown away; without it, nodes of the other zone could not be started.
 */
export const network = (scope: Construct, stage: Stage, logs: IBucket): Vpc =>
  new Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: stage.retain ? 2 : 1,
    flowLogs: {
      Rejected: {
        trafficType: FlowLogTrafficType.REJECT,
        destination: FlowLogDestination.toS3(logs, 'network'),
      },
    },
  })
