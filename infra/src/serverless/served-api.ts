import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Bundles } from '../bundles.ts'
import { StageFunction } from '../function.ts'
import type { Stage } from '../stage.ts'
import type { Bus } from './bus.ts'
import type { Definition } from './definitions.ts'
import { hubVariables } from './hub-variables.ts'
import type { TestToken } from './test-token.ts'
import type { UserPool } from './user-pool.ts'
import { WebSocketApi } from './web-socket-api.ts'

/** What the functions of all APIs work with. */
export interface Surroundings {
  readonly stage: Stage
  readonly bundles: Bundles
  readonly table: Table
  readonly jobs: Queue
  readonly bus: Bus
  readonly users: UserPool
  readonly tokens: TestToken
  /** Who signs the tokens of chat and the hub. */
  readonly issuerUrl: string
}

export const tableActions = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:Query',
]

/** An API with its functions. */
export class ServedApi extends Construct {
  readonly webSocket: WebSocketApi
  readonly routes: StageFunction
  /** Who says who may connect, if it is a function. */
  readonly authorizer: StageFunction | undefined
  private readonly around: Surroundings
  private readonly definition: Definition

  constructor(scope: Construct, definition: Definition, around: Surroundings) {
    super(scope, definition.name)
    this.around = around
    this.definition = definition
    this.webSocket = new WebSocketApi(this, 'WebSocket', { stage: around.stage, definition })
    this.routes = this.routesFunction()
    this.authorizer = definition.connect === 'function' ? this.authorizerFunction() : undefined
    this.webSocket.serve({ routes: this.routes, authorizer: this.authorizer })
  }

  private get isHub(): boolean {
    return this.definition.name === 'hub'
  }

  private routesFunction(): StageFunction {
    const { table, jobs, bus, issuerUrl } = this.around
    const made = new StageFunction(this, 'Routes', {
      ...this.common(this.isHub ? 'hub-api' : 'api'),
      description: `Connections and messages of ${this.definition.name}.`,
      environment: {
        ...this.variables(),
        TABLE_NAME: table.tableName,
        JOBS_QUEUE_URL: jobs.queueUrl,
        ...(this.isHub && { ISSUER_URL: issuerUrl, ...hubVariables(this.around.stage) }),
      },
      // Somebody who comes back is sent what was missed one by one; API Gateway waits no longer either.
      ...(this.isHub && { timeoutSeconds: 29 }),
    })
    made.allow(tableActions, [table.tableArn])
    made.allow(['sqs:SendMessage'], [jobs.queueArn])
    this.webSocket.allowConnections(made, ['POST', 'DELETE'])
    const buses = bus.arnsOf(this.definition)
    if (buses.length > 0) made.allow(['events:PutEvents'], buses)
    return made
  }

  private authorizerFunction(): StageFunction {
    const { users, tokens, issuerUrl, table } = this.around
    const made = new StageFunction(this, 'Authorizer', {
      ...this.common('authorizer'),
      description: `Who may connect to ${this.definition.name}.`,
      environment: {
        ...this.variables(),
        ...((this.definition.name === 'chat' || this.isHub) && { ISSUER_URL: issuerUrl }),
        ...(this.isHub && { TABLE_NAME: table.tableName }),
        ...(this.definition.name === 'relay' && {
          USER_POOL_ID: users.pool.userPoolId,
          USER_POOL_CLIENT_ID: users.client.userPoolClientId,
        }),
        ...(this.definition.name === 'notify' && { JWT_SECRET_ARN: tokens.secret.secretArn }),
      },
    })
    if (this.definition.name === 'notify') tokens.allowReading(made)
    // Who is banned.
    if (this.isHub) made.allow(['dynamodb:Query'], [table.tableArn])
    return made
  }

  private common<B extends 'api' | 'hub-api' | 'authorizer'>(bundle: B) {
    const { stage, bundles } = this.around
    return { stage, bundles, bundle }
  }

  private variables(): Record<string, string> {
    return { STOA_API: this.definition.name, STOA_STAGE: this.around.stage.name }
  }
}
