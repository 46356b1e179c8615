import { type CfnApi, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { ThrottleStage } from '../../../src/stage/index.ts'
import type { Stage } from '../stage.ts'
import type { Definition } from './definitions.ts'

export interface WebSocketStageProps {
  readonly stage: Stage
  readonly definition: Definition
  readonly api: CfnApi
}

/** What clients connect to: an API with its throttles and logs. */
export function webSocketStage(scope: Construct, { stage, definition, api }: WebSocketStageProps): CfnStage {
  const kept = { retention: stage.logRetentionDays, removalPolicy: stage.removalPolicy }
  const access = new LogGroup(scope, 'AccessLogs', kept)
  const { stageName, settings } = definition
  // API Gateway would make it by itself, and keep it for ever.
  const errors = new LogGroup(scope, 'ErrorLogs', {
    ...kept,
    logGroupName: `/aws/apigateway/${api.ref}/${stageName}`,
  })
  const { rate, burst } = settings.throttle ?? quota
  const own = Object.entries(settings.routeThrottles ?? {})
  const deployed = new CfnStage(scope, 'Stage', {
    apiId: api.ref,
    stageName,
    autoDeploy: true,
    accessLogSettings: { destinationArn: access.logGroupArn, format: accessLine },
    defaultRouteSettings: { ...defaults, throttlingRateLimit: rate, throttlingBurstLimit: burst },
    ...(own.length > 0 && {
      routeSettings: Object.fromEntries(own.map(([key, throttle]) => [key, ownSettings(throttle)])),
    }),
  })
  deployed.node.addDependency(errors)
  return deployed
}

/** Requests a second, and at once, that AWS lets an account have in a region (AWS quotas). */
const quota: ThrottleStage = { rate: 10_000, burst: 5_000 }

const defaults = { loggingLevel: 'ERROR', dataTraceEnabled: false, detailedMetricsEnabled: true }

/** Of one route. CloudFormation reads it as it is, so it is written as CloudFormation does. */
const ownSettings = ({ rate, burst }: ThrottleStage) => ({
  LoggingLevel: defaults.loggingLevel,
  DataTraceEnabled: defaults.dataTraceEnabled,
  DetailedMetricsEnabled: defaults.detailedMetricsEnabled,
  ThrottlingRateLimit: rate,
  ThrottlingBurstLimit: burst,
})

/** What is logged of a connection and its messages: never what they say, nor a query, in which tokens are. */
const accessLine = JSON.stringify({
  requestId: '$context.requestId',
  connectionId: '$context.connectionId',
  routeKey: '$context.routeKey',
  eventType: '$context.eventType',
  ip: '$context.identity.sourceIp',
  requestTime: '$context.requestTime',
  status: '$context.status',
  protocol: '$context.protocol',
  error: '$context.error.message',
})
