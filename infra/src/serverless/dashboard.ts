import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Duration } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { ServedApi } from './served-api.ts'
import { functionsOf, queuesOf, type Watched } from './watched.ts'

const period = Duration.minutes(1)
const sum = { period, statistic: 'Sum' }

/** What goes on in a stage: who comes, what is said, how long it takes, what fails and what waits. */
export function serverlessDashboard(scope: Construct, watched: Watched): Dashboard {
  const board = new Dashboard(scope, 'Dashboard', { dashboardName: watched.stage.named('serverless') })
  board.addWidgets(...clientGraphs(watched.apis))
  board.addWidgets(...functionGraphs(watched))
  board.addWidgets(...queueGraphs(watched))
  board.addWidgets(...tableGraphs(watched))
  return board
}

const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, left: [...left], width: 6, height: 6 })

function clientGraphs(apis: readonly ServedApi[]): readonly GraphWidget[] {
  const of = (metricName: string, statistic: string, label = '') =>
    apis.map((api) => metricOf(api, metricName, { statistic, label }))
  return [
    graph('Connections opened', of('ConnectCount', 'Sum')),
    graph('Messages, to and from clients', of('MessageCount', 'Sum')),
    graph('Latency of functions (ms)', [
      ...of('IntegrationLatency', 'p50', ' p50'),
      ...of('IntegrationLatency', 'p99', ' p99'),
    ]),
    graph('Faults', [
      ...of('ClientError', 'Sum', ' client'),
      ...of('IntegrationError', 'Sum', ' function'),
      ...of('ExecutionError', 'Sum', ' API Gateway'),
    ]),
  ]
}

function functionGraphs(watched: Watched): readonly GraphWidget[] {
  const functions = functionsOf(watched).map(({ name, served }) => ({ label: name, made: served.function }))
  const { worker } = watched.workers
  return [
    graph(
      'Errors of functions',
      functions.map(({ label, made }) => made.metricErrors({ ...sum, label })),
    ),
    graph(
      'Throttled functions',
      functions.map(({ label, made }) => made.metricThrottles({ ...sum, label })),
    ),
    graph(
      'Functions at work',
      functions.map(({ label, made }) =>
        made.metric('ConcurrentExecutions', { period, statistic: 'Maximum', label }),
      ),
    ),
    graph(
      'Time of the worker (ms)',
      ['p50', 'p99'].map((statistic) =>
        worker.function.metricDuration({ period, statistic, label: statistic }),
      ),
    ),
  ]
}

function queueGraphs(watched: Watched): readonly GraphWidget[] {
  const queues = queuesOf(watched)
  return [
    graph(
      'Work that waits',
      queues.map(({ name, work }) =>
        work.queue.metricApproximateNumberOfMessagesVisible({ period, label: name }),
      ),
    ),
    graph(
      'Oldest work (s)',
      queues.map(({ name, work }) => work.queue.metricApproximateAgeOfOldestMessage({ period, label: name })),
    ),
    graph(
      'Dead letters',
      queues.map(({ name, work }) =>
        work.dead.metricApproximateNumberOfMessagesVisible({ period, label: name }),
      ),
    ),
  ]
}

function tableGraphs({ table }: Watched): readonly GraphWidget[] {
  const throttled = (metricName: string): Metric => table.metric(metricName, { ...sum, label: metricName })
  return [
    graph('Table: units', [
      table.metricConsumedReadCapacityUnits({ ...sum, label: 'read' }),
      table.metricConsumedWriteCapacityUnits({ ...sum, label: 'written' }),
    ]),
    graph('Table: throttled', [throttled('ReadThrottleEvents'), throttled('WriteThrottleEvents')]),
  ]
}

interface Shown {
  readonly statistic: string
  /** After the name of the API. */
  readonly label: string
}

function metricOf({ webSocket }: ServedApi, metricName: string, { statistic, label }: Shown): Metric {
  const { name, stageName } = webSocket.definition
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    statistic,
    label: `${name}${label}`,
    period,
    dimensionsMap: { ApiId: webSocket.api.ref, Stage: stageName },
  })
}
