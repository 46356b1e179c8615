import { CfnRule } from 'aws-cdk-lib/aws-events'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { StageFunction } from '../function.ts'
import { hubVariables } from './hub-variables.ts'
import { type ServedApi, type Surroundings, tableActions } from './served-api.ts'
import type { WorkQueue } from './work-queue.ts'

export interface WorkersProps extends Pick<Surroundings, 'stage' | 'bundles' | 'table' | 'bus'> {
  readonly apis: readonly ServedApi[]
  readonly jobs: WorkQueue
}

/** What is done for all APIs: fan-out and events as they come, and once a minute what was left behind. */
export class Workers extends Construct {
  readonly worker: StageFunction
  readonly sweep: StageFunction
  private readonly props: WorkersProps

  constructor(scope: Construct, id: string, props: WorkersProps) {
    super(scope, id)
    this.props = props
    this.worker = this.workerFunction()
    this.sweep = this.sweepFunction()
    this.everyMinute()
  }

  private workerFunction(): StageFunction {
    const { stage, bundles, bus, apis, jobs, table } = this.props
    const rules = bus.routes.map(({ key, work }) => [work.queue.queueArn, key] as const)
    const made = new StageFunction(this, 'Worker', {
      stage,
      bundles,
      bundle: 'worker',
      description: 'Hands out what many are to get, and handles events of the bus.',
      environment: { ...this.variables(), ...hubVariables(stage), STOA_RULES: objectText(rules) },
      timeoutSeconds: 30,
    })
    made.allow(tableActions, [table.tableArn])
    made.allow(['sqs:SendMessage'], [jobs.queue.queueArn])
    for (const { webSocket } of apis) webSocket.allowConnections(made, ['POST', 'DELETE'])
    const buses = [...new Set(apis.flatMap(({ webSocket }) => bus.arnsOf(webSocket.definition)))]
    if (buses.length > 0) made.allow(['events:PutEvents'], buses)
    const maxConcurrency = stage.file.aws?.workerConcurrency ?? 50
    for (const work of [jobs, ...bus.routes.map((route) => route.work)]) work.feeds(made, maxConcurrency)
    return made
  }

  private sweepFunction(): StageFunction {
    const { stage, bundles, apis, jobs, table } = this.props
    const made = new StageFunction(this, 'Sweep', {
      stage,
      bundles,
      bundle: 'sweep',
      description: 'Finds connections that are gone without a word, once a minute.',
      environment: this.variables(),
      timeoutSeconds: 50,
      retryAttempts: 0,
    })
    made.allow(['dynamodb:GetItem', 'dynamodb:Query'], [table.tableArn])
    made.allow(['sqs:SendMessage'], [jobs.queue.queueArn])
    for (const { webSocket } of apis) webSocket.allowConnections(made, ['GET'])
    return made
  }

  private everyMinute(): void {
    const { functionArn } = this.sweep.function
    const rule = new CfnRule(this, 'EveryMinute', {
      description: 'Connections that are gone without a word are found within a minute or two.',
      scheduleExpression: 'rate(1 minute)',
      // A minute that is missed is made good by the next one.
      targets: [
        {
          id: 'sweep',
          arn: functionArn,
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
      ],
    })
    new CfnPermission(this, 'InvokeSweep', {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    })
  }

  private variables(): Record<string, string> {
    const { stage, table, jobs, apis } = this.props
    const urls = apis.map(({ webSocket }) => [webSocket.definition.name, webSocket.connectionsUrl] as const)
    return {
      STOA_STAGE: stage.name,
      TABLE_NAME: table.tableName,
      JOBS_QUEUE_URL: jobs.queue.queueUrl,
      STOA_APIS: objectText(urls),
    }
  }
}

/** An object as JSON, with names that are known only on AWS, in which nothing has to be escaped. */
const objectText = (entries: readonly (readonly [key: string, value: string])[]): string =>
  `{${entries.map(([key, value]) => `"${key}":"${value}"`).join(',')}}`
