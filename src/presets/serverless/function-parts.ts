import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Api } from '../../core/index.ts'
import type { ApiHome, LambdaPorts } from '../../lambda/index.ts'
import {
  apiGatewaySockets,
  dynamoClaims,
  dynamoConnections,
  dynamoMembers,
  dynamoTable,
  dynamoUsers,
  eventBridgeEvents,
  managementClient,
  sqsJobs,
} from '../../stores/aws.ts'
import { systemClock } from '../../stores/system/clock.ts'
import { systemIds } from '../../stores/system/ids.ts'
import { definitionOf } from './definitions.ts'
import { required } from './environment.ts'
import { functionLog } from './function-log.ts'

/** What the functions of the APIs are made of, made once for each environment: clients keep their connections. */
export interface FunctionParts {
  readonly ports: LambdaPorts
  definitionOf(name: string): Api
  /** An API whose connections are managed at a URL. */
  homeOf(api: Api, endpoint: string): ApiHome
}

/** Topics that a connection can be in at once: they are in the row of the connection, which is written with each. */
const maxTopics = 500

/** Who has not answered until then is taken for away; the invocation itself may take seconds only. */
const answering = {
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
}

export interface FunctionPartsOptions {
  /** Only reads: it does not spread a topic that has become large over more of the table. */
  readonly isReader?: boolean
}

export function functionParts({ isReader = false }: FunctionPartsOptions = {}): FunctionParts {
  const clock = systemClock()
  const ids = systemIds()
  const table = dynamoTable({
    client: new DynamoDBClient(answering),
    tableName: required('TABLE_NAME'),
    clock,
  })
  const ports: LambdaPorts = {
    claims: dynamoClaims({ table }),
    jobs: sqsJobs({
      client: new SQSClient({ ...answering, useQueueUrlAsEndpoint: false }),
      queueUrl: required('JOBS_QUEUE_URL'),
      clock,
      ids,
    }),
    users: dynamoUsers({ table }),
    events: eventBridgeEvents({ client: new EventBridgeClient(answering) }),
    clock,
    ids,
    log: functionLog(),
  }
  const homes = new Map<string, ApiHome>()
  return {
    ports,
    definitionOf: (name) => definitionOf(name, required('STOA_STAGE'), ids),
    homeOf(api, endpoint) {
      const known = homes.get(endpoint)
      if (known !== undefined) return known
      const home: ApiHome = {
        api,
        connections: dynamoConnections({ table, api: api.name }),
        members: dynamoMembers({
          table,
          api: api.name,
          maxTopics,
          ...(isReader && { maxPerPartition: Number.POSITIVE_INFINITY }),
        }),
        sockets: apiGatewaySockets({ client: managementClient({ endpoint }), clock, ids }),
      }
      homes.set(endpoint, home)
      return home
    },
  }
}
