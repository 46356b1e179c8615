import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { AlarmTopic } from '../alarms.ts'
import type { Stage } from '../stage.ts'
import type { Entrance } from './entrance.ts'
import { type FleetService, sizeOf } from './fleet-service.ts'

export interface FleetAlarmsProps {
  readonly stage: Stage
  readonly topic: AlarmTopic
  readonly entrance: Entrance
  readonly fleet: FleetService
}

const minute = Duration.minutes(1)

/** Somebody is told when nodes are ill, when clients get faults, and when more nodes would be needed than there may be. */
export class FleetAlarms extends Construct {
  private readonly topic: AlarmTopic

  constructor(scope: Construct, id: string, { stage, topic, entrance, fleet }: FleetAlarmsProps) {
    super(scope, id)
    this.topic = topic
    const faults = { period: Duration.minutes(5), statistic: Stats.SUM }
    this.watch('UnhealthyNodes', {
      metric: entrance.nodes.metrics.unhealthyHostCount({ period: minute, statistic: Stats.MAXIMUM }),
      threshold: 1,
      evaluationPeriods: 3,
      alarmDescription: 'A node has not answered its health check for 3 minutes.',
    })
    this.watch('Faults', {
      metric: entrance.nodes.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, faults),
      threshold: 10,
      evaluationPeriods: 1,
      alarmDescription:
        'Nodes answered with 5xx more than 10 times in 5 minutes; 503 is a cache that is away.',
    })
    this.watch('Unreachable', {
      metric: entrance.loadBalancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, faults),
      threshold: 10,
      evaluationPeriods: 1,
      alarmDescription: 'The load balancer reached no node more than 10 times in 5 minutes.',
    })
    this.watch('Full', {
      metric: busyAtMost(stage, fleet),
      threshold: 1,
      evaluationPeriods: 10,
      alarmDescription: 'All nodes that there may be are busy for 10 minutes. Raise aws.fleet.max.',
    })
  }

  private watch(id: string, props: AlarmProps): void {
    this.topic.tells(
      new Alarm(this, id, {
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        ...props,
      }),
    )
  }
}

/** 1 while there are as many nodes as may be and their processors are busier than they should be, else 0. */
function busyAtMost(stage: Stage, { cluster, service }: FleetService): MathExpression {
  const { max, cpuPercent } = sizeOf(stage)
  return new MathExpression({
    expression: `IF(nodes >= ${max} AND cpu > ${cpuPercent}, 1, 0)`,
    label: 'all nodes are busy',
    period: minute,
    usingMetrics: {
      cpu: service.metricCpuUtilization({ period: minute }),
      nodes: new Metric({
        namespace: 'ECS/ContainerInsights',
        metricName: 'DesiredTaskCount',
        dimensionsMap: { ClusterName: cluster.clusterName, ServiceName: service.serviceName },
        statistic: Stats.MAXIMUM,
        period: minute,
      }),
    },
  })
}
