import { Dashboard, GraphWidget, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { AlarmTopic } from '../alarms.ts'
import type { Stage } from '../stage.ts'
import type { Bus } from './bus.ts'
import type { ServedApi } from './served-api.ts'
import type { WorkQueue } from './work-queue.ts'
import type { Workers } from './workers.ts'

export interface WatchProps {
  readonly stage: Stage
  readonly alarms: AlarmTopic
  readonly apis: readonly ServedApi[]
  readonly jobs: WorkQueue
  readonly bus: Bus
  readonly workers: Workers
}

const minute = Duration.minutes(1)

/** What people look at, and what calls them: faults of functions that clients were answered with. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id)
    this.draw(props)
    for (const { routes, webSocket } of props.apis) {
      props.alarms.tells(
        routes.function
          .metricErrors({ period: minute })
          .createAlarm(this, `${webSocket.definition.name}-errors`, {
            alarmDescription: `The function of ${webSocket.definition.name} failed more than 5 times in each of 3 minutes.`,
            threshold: 5,
            evaluationPeriods: 3,
            treatMissingData: TreatMissingData.NOT_BREACHING,
          }),
      )
    }
  }

  private draw({ stage, apis, jobs, bus, workers }: WatchProps): void {
    const board = new Dashboard(this, 'Dashboard', { dashboardName: stage.named('serverless') })
    const of = (metricName: string, statistic: string) =>
      apis.map((api) => metricOf(api, metricName, statistic))
    const functions = [...apis.map(({ routes }) => routes), workers.worker, workers.sweep].map(
      (one) => one.function,
    )
    const queues = [jobs, ...bus.routes.map(({ work }) => work)]
    const graph = (title: string, left: Metric[]) => new GraphWidget({ title, left, width: 12 })
    board.addWidgets(
      graph('Connections opened', of('ConnectCount', 'Sum')),
      graph('Messages, to and from clients', of('MessageCount', 'Sum')),
      graph('Time in functions, 99th percentile', of('IntegrationLatency', 'p99')),
      graph('Faults of clients and of functions', [
        ...of('ClientError', 'Sum'),
        ...of('ExecutionError', 'Sum'),
      ]),
    )
    board.addWidgets(
      graph(
        'Errors of functions',
        functions.map((one) => one.metricErrors({ period: minute })),
      ),
      graph(
        'Functions at work',
        functions.map((one) => one.metric('ConcurrentExecutions', { statistic: 'Maximum' })),
      ),
      graph(
        'Oldest work, in seconds',
        queues.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
      ),
      graph(
        'Dead letters',
        queues.map(({ dead }) => dead.metricApproximateNumberOfMessagesVisible()),
      ),
    )
  }
}

function metricOf({ webSocket }: ServedApi, metricName: string, statistic: string): Metric {
  const { name, stageName } = webSocket.definition
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    statistic,
    label: name,
    period: minute,
    dimensionsMap: { ApiId: webSocket.api.ref, Stage: stageName },
  })
}
