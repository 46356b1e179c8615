import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { Unavailable } from '../../core/ports/unavailable.ts'

/** What DynamoDB answers, for a while, to requests that are right. The SDK has tried them again before they are seen here. */
const passing: ReadonlySet<string> = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ServiceUnavailable',
  'ThrottlingException',
])

/** What Node and the SDK call a request that got no answer. */
const noAnswer =
  /^(?:E[A-Z_]*(?:CONN|TIMEDOUT|NOTFOUND|AGAIN|PIPE|UNREACH|DOWN|PROTO)[A-Z]*|ERR_SSL.*|TimeoutError|AbortError|RequestTimeout)$/

/** `Unavailable` for what may be tried again, the error itself for a mistake. */
export function asThrown(error: unknown, tableName: string): unknown {
  if (!mayBeTriedAgain(error)) return error
  return new Unavailable(`DynamoDB, table ${tableName}: ${error.message || error.name}`, { cause: error })
}

function mayBeTriedAgain(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  if (error instanceof DynamoDBServiceException) {
    const status = error.$metadata.httpStatusCode ?? 0
    return passing.has(error.name) || status >= 500 || status === 429
  }
  return noAnswer.test(error.name) || ('code' in error && noAnswer.test(String(error.code)))
}
