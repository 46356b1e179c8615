import { hub } from '../../apis/hub/api.ts'
import { defaultHubOptions, type HubOptions } from '../../apis/hub/options.ts'
import type { Api, Clock, Ids, Log, Users } from '../../core/index.ts'
import { type DynamoTable, dynamoNames, dynamoPresence, dynamoSanctions } from '../../stores/aws.ts'
import { memoryRates } from '../../stores/memory/rates.ts'
import { cachedSanctions } from './cached-sanctions.ts'

export interface TableHubOptions {
  readonly table: DynamoTable
  readonly users: Users
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** API Gateway ends connections that are as old (AWS quotas). */
const maxAgeMs = 2 * 60 * 60_000

/**
 * The hub on a table, without the rules of the stage's file unless they are given. What a user may publish a second, each
 * instance of a function counts for itself.
 */
export function tableHub(
  { table, users, clock, ids, log }: TableHubOptions,
  rules: Partial<HubOptions> = {},
): Api {
  const own = { table, api: 'hub' }
  return hub(
    { ...defaultHubOptions, ...rules, maxAgeMs },
    {
      clock,
      ids,
      log,
      users,
      presence: dynamoPresence(own),
      sanctions: cachedSanctions(dynamoSanctions(own), clock),
      names: dynamoNames({ ...own, ids }),
      rates: memoryRates(clock),
    },
  )
}
