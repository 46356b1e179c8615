/** A function as AWS Lambda has them: called with an event, it answers with a result. */
export interface FunctionSpec {
  /** For logs, and what `context.functionName` is. Unique on its server. */
  readonly name: string
  /** A file without its ending, relative to `folder`, and the export: `./lambdas/connect.handler`. */
  readonly handler: string
  /** Absolute. */
  readonly folder: string
  /** Milliseconds that an invocation may take; then it has failed, and its environment is ended. */
  readonly timeoutMs: number
  /** Memory that an environment may take, in MiB. */
  readonly memoryMb: number
  /** Variables of its environment, on top of what every function has. */
  readonly environment: Readonly<Record<string, string>>
}

/** How an invocation ended. What a function throws is an answer of its own and not an error here. */
export type Invoked =
  | { readonly kind: 'returned'; readonly result: unknown }
  | {
      readonly kind: 'failed'
      /** The name of the error's class (`Error`, `TypeError`), or Lambda's own (`Runtime.ExitError`, `Sandbox.Timedout`). */
      readonly errorType: string
      /** As it was thrown: authorizers refuse with the message `Unauthorized`. */
      readonly errorMessage: string
    }

export interface Invocation {
  /** `context.awsRequestId`, and what log lines of this invocation carry. */
  readonly requestId: string
  /** JSON, on one line. */
  readonly event: string
}

/** Calls one function. Never rejects. */
export type Invoke = (invocation: Invocation) => Promise<Invoked>

/**
 * Runs functions where they cannot hurt the server: an environment that exits, hangs or runs out of memory fails the one
 * invocation that it was at. As on Lambda, an environment is kept for the next invocation, and several invocations at
 * once have environments of their own.
 */
export interface Functions {
  /** The function of a spec. What is wrong with its code comes out when it is invoked. */
  open(spec: FunctionSpec): Invoke
}
