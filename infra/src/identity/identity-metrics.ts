import type { RestApi } from 'aws-cdk-lib/aws-apigateway'
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Duration, Stack } from 'aws-cdk-lib/core'
import type { StageFunction } from '../function.ts'
import type { Stage } from '../stage.ts'
import type { Firewall } from './firewall.ts'

export interface IdentityParts {
  readonly stage: Stage
  readonly api: RestApi
  readonly logins: StageFunction
  readonly generateKeys: StageFunction
  readonly firewall: Firewall
}

const period = Duration.minutes(5)
const sum = { period, statistic: 'Sum' }

/** What the identity function counts itself, in its log (embedded metric format). */
export const counted = (stage: Stage, metricName: string): IMetric =>
  new Metric({
    namespace: 'Stoa',
    metricName,
    dimensionsMap: { service: 'identity', stage: stage.name },
    ...sum,
  })

/** Requests that a rule of the firewall stopped. */
export const blocked = (firewall: Firewall, rule: string): IMetric =>
  new Metric({
    namespace: 'AWS/WAFV2',
    metricName: 'BlockedRequests',
    dimensionsMap: { WebACL: firewall.metricName, Rule: rule, Region: Stack.of(firewall).region },
    label: rule,
    ...sum,
  })

export const requests = (api: RestApi): IMetric => api.metricCount(sum)
export const refusals = (api: RestApi): IMetric => api.metricClientError(sum)
export const failures = (api: RestApi): IMetric => api.metricServerError(sum)
export const latency = (api: RestApi, statistic: string): IMetric =>
  api.metricLatency({ period, statistic, label: statistic })

export const errors = ({ function: fn }: StageFunction, label: string): IMetric =>
  fn.metricErrors({ ...sum, label })
export const throttles = ({ function: fn }: StageFunction, label: string): IMetric =>
  fn.metricThrottles({ ...sum, label })
export const duration = ({ function: fn }: StageFunction, statistic: string): IMetric =>
  fn.metricDuration({ period, statistic, label: statistic })
