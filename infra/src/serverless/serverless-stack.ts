import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { AlarmTopic } from '../alarms.ts'
import { apiGatewayLogs } from '../api-gateway-logs.ts'
import type { Bundles } from '../bundles.ts'
import type { Stage } from '../stage.ts'
import { table as tableOf } from '../table.ts'
import { Bus } from './bus.ts'
import { serverlessDashboard } from './dashboard.ts'
import { definitionsOf } from './definitions.ts'
import { Domain } from './domain.ts'
import { contentOf, type Made, outputsOf } from './outputs.ts'
import { ServedApi } from './served-api.ts'
import { Site } from './site.ts'
import { TestToken } from './test-token.ts'
import { UserPool } from './user-pool.ts'
import { Watch } from './watch.ts'
import { WorkQueue } from './work-queue.ts'
import { Workers } from './workers.ts'

export interface ServerlessStackProps extends StackProps {
  readonly stage: Stage
  readonly bundles: Bundles
  /** Who signs the tokens of chat and the hub. */
  readonly issuerUrl: string
  /** A folder with the page. */
  readonly page: string
}

/** All APIs on API Gateway and Lambda, with what they stand on. */
export class ServerlessStack extends Stack {
  constructor(scope: Construct, id: string, props: ServerlessStackProps) {
    super(scope, id, props)
    const made = this.make(props)
    const site = new Site(this, 'Site', { stage: props.stage, content: contentOf(props.page, made) })
    for (const [name, value] of Object.entries(outputsOf(made, site.url)))
      new CfnOutput(this, name, { value })
  }

  private make({ stage, bundles, issuerUrl }: ServerlessStackProps): Made {
    const definitions = definitionsOf(stage)
    const alarms = new AlarmTopic(this, 'Alarms', stage)
    const table = tableOf(this, 'Table', stage)
    const jobs = new WorkQueue(this, 'Jobs', { alarms, holds: 'parts of a fan-out' })
    const bus = new Bus(this, 'Bus', { definitions, alarms })
    const users = new UserPool(this, 'Users', stage)
    const tokens = new TestToken(this, 'TestToken', { stage, bundles })
    const around = { stage, bundles, table, jobs: jobs.queue, bus, users, tokens, issuerUrl }
    const apis = definitions.map((definition) => new ServedApi(this, definition, around))
    const workers = new Workers(this, 'Workers', { stage, bundles, table, bus, apis, jobs })
    const watched = { stage, apis, jobs, bus, workers, table }
    new Watch(this, 'Watch', { ...watched, alarms })
    serverlessDashboard(this, watched)
    const webSockets = apis.map(({ webSocket }) => webSocket)
    const logs = apiGatewayLogs(this)
    for (const { deployed } of webSockets) deployed.addResourceDependency(logs)
    const names = stage.file.aws?.domain
    const domain = names && new Domain(this, 'Domain', { domain: names, apis: webSockets })
    return { apis, users, tokens, bus, domain }
  }
}
