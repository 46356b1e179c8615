import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import {
  blocked,
  counted,
  duration,
  errors,
  failures,
  type IdentityParts,
  latency,
  refusals,
  requests,
  throttles,
} from './identity-metrics.ts'

/** How logins go: who came, who could not, how long it took, and what was stopped. */
export function identityDashboard(scope: Construct, parts: IdentityParts): Dashboard {
  const { stage, api, logins, generateKeys, firewall } = parts
  const own = (metricName: string): IMetric => counted(stage, metricName)
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: stage.named('PlayerIdentityDashboard'),
  })
  dashboard.addWidgets(
    graph('Logins', [own('Logins'), own('TokensRefreshed')]),
    graph('New users', [own('UserCreated'), own('UserAlreadyExists'), own('UnsuccessfulUserCreation')]),
    graph('Refused logins', [own('LoginsRefused'), refusals(api)]),
  )
  dashboard.addWidgets(
    graph('Requests', [requests(api)]),
    graph('Latency (ms)', [latency(api, 'p50'), latency(api, 'p99'), duration(logins, 'p99')]),
    graph('Failures', [failures(api), errors(logins, 'logins'), errors(generateKeys, 'GenerateKeys')]),
  )
  dashboard.addWidgets(
    graph('Throttled', [throttles(logins, 'logins')]),
    graph('Stopped by the firewall', [
      blocked(firewall, 'ALL'),
      blocked(firewall, 'CommonRules'),
      blocked(firewall, 'RatePerAddress'),
    ]),
  )
  return dashboard
}

const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, left: [...left], width: 8, height: 6 })
