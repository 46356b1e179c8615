import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Api, Authorizer, Clock, Ids } from '../../core/index.ts'
import type { ApiHome, LambdaPorts } from '../../lambda/index.ts'
import {
  apiGatewaySockets,
  dynamoClaims,
  dynamoConnections,
  dynamoHistory,
  dynamoMembers,
  dynamoTable,
  dynamoUsers,
  eventBridgeEvents,
  managementClient,
  sqsJobs,
} from '../../stores/aws.ts'
import { systemClock } from '../../stores/system/clock.ts'
import { systemIds } from '../../stores/system/ids.ts'
import { answering } from './answering.ts'
import { definitionOf } from './definitions.ts'
import { required } from './environment.ts'
import { functionLog } from './function-log.ts'
import type { TableHubOptions } from './hub.ts'

/** What the functions of the APIs are made of, made once for each environment: clients keep their connections. */
export interface FunctionParts {
  readonly ports: LambdaPorts
  definitionOf(name: string): Api
  /** An API whose connections are managed at a URL. */
  homeOf(api: Api, endpoint: string): ApiHome
}

/** Topics that a connection can be in at once: they are in the row of the connection, which is written with each. */
const maxTopics = 500

export interface FunctionPartsOptions {
  /** Only reads: it does not spread a topic that has become large over more of the table. */
  readonly isReader?: boolean
  /** The hub, for functions that serve it: the others need not load it. */
  readonly hub?: (options: TableHubOptions) => Api
  /** Who checks tokens that clients of an API send once they are connected. */
  readonly authorizerOf?: (api: Api) => Authorizer | undefined
}

export function functionParts(options: FunctionPartsOptions = {}): FunctionParts {
  const { isReader = false, hub, authorizerOf } = options
  const clock = systemClock()
  const ids = systemIds()
  const log = functionLog()
  const client = new DynamoDBClient(answering)
  const table = dynamoTable({ client, tableName: required('TABLE_NAME'), clock })
  const users = dynamoUsers({ table })
  const homes = new Map<string, ApiHome>()
  const open = (api: Api, endpoint: string): ApiHome => {
    const own = { table, api: api.name }
    const authorize = authorizerOf?.(api)
    return {
      api,
      ...(authorize && { authorize }),
      history: dynamoHistory({ ...own, ids }),
      connections: dynamoConnections(own),
      members: dynamoMembers({
        ...own,
        maxTopics,
        ...(isReader && { maxPerPartition: Number.POSITIVE_INFINITY }),
      }),
      sockets: apiGatewaySockets({ client: managementClient({ endpoint }), clock, ids }),
    }
  }
  return {
    ports: { ...awsPorts(clock, ids), claims: dynamoClaims({ table }), users, clock, ids, log },
    definitionOf: (name) =>
      definitionOf(name, {
        stage: required('STOA_STAGE'),
        ids,
        hub: hub && (() => hub({ table, users, clock, ids, log })),
      }),
    homeOf(api, endpoint) {
      const home = homes.get(endpoint) ?? open(api, endpoint)
      homes.set(endpoint, home)
      return home
    },
  }
}

function awsPorts(clock: Clock, ids: Ids): Pick<LambdaPorts, 'jobs' | 'events'> {
  return {
    jobs: sqsJobs({
      client: new SQSClient({ ...answering, useQueueUrlAsEndpoint: false }),
      queueUrl: required('JOBS_QUEUE_URL'),
      clock,
      ids,
    }),
    events: eventBridgeEvents({ client: new EventBridgeClient(answering) }),
  }
}
