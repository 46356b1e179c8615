import { randomUUID } from 'node:crypto'
import type { Brief } from '../wire.ts'

/** Lambda's `context`. Handlers pull its functions out of it, so none of them needs a `this`. */
export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  /** A text, as on Lambda. */
  readonly memoryLimitInMB: string
  readonly awsRequestId: string
  readonly logGroupName: string
  readonly logStreamName: string
  readonly clientContext: undefined
  readonly identity: undefined
  getRemainingTimeInMillis(): number
  done(error?: unknown, result?: unknown): void
  succeed(result?: unknown): void
  fail(error?: unknown): void
}

/** What is the same in every invocation of an environment. */
export interface FunctionIdentity {
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly logGroupName: string
  readonly logStreamName: string
}

const accountId = '000000000000'

export function functionIdentity({ name, memoryMb }: Brief): FunctionIdentity {
  const region = process.env.AWS_REGION ?? 'us-east-1'
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/')
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
  }
}

/** `answer` is told once how the handler wants to end: with a result, or with an error. */
export function lambdaContext(
  identity: FunctionIdentity,
  invocation: { readonly requestId: string; readonly deadline: number },
  answer: { succeed(result: unknown): void; fail(error: unknown): void },
): LambdaContext {
  const { succeed, fail } = answer
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: identity.functionName,
    functionVersion: identity.functionVersion,
    invokedFunctionArn: identity.invokedFunctionArn,
    memoryLimitInMB: identity.memoryLimitInMB,
    awsRequestId: invocation.requestId,
    logGroupName: identity.logGroupName,
    logStreamName: identity.logStreamName,
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - Date.now()),
    done: (error, result) => (error === undefined || error === null ? succeed(result) : fail(error)),
    succeed: (result) => succeed(result),
    fail: (error) => fail(error),
  }
}
