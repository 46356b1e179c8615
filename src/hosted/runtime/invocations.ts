import { isPromise } from 'node:util/types'
import { isProblem, type Problem, said } from '../wire.ts'
import type { Emit } from './console.ts'
import { type FunctionIdentity, type LambdaContext, lambdaContext } from './context.ts'
import type { Callback, Handler } from './load.ts'
import { tell } from './output.ts'
import { problemOf } from './problem.ts'
import { shownError } from './shown-error.ts'

/** Lambda's limit. */
const mostResultBytes = 6 * 1_024 * 1_024

interface Call {
  readonly id: string
  readonly requestId: string
  readonly deadline: number
  /** What the callback was called with while there was still work in the event loop. */
  waiting?: { readonly result: unknown }
}

export interface Invocations {
  /** Call the handler. `event` is JSON. */
  begin(id: string, requestId: string, deadline: number, event: string): void
  /** Call the handler when all before it have ended. Then it has `spanMs`. */
  beginAfter(id: string, requestId: string, spanMs: number, event: string): void
  /** Forget what has not begun, and answer with the last that has. */
  forgetAhead(): string
  /** The request that is running, or '' if there is none or more than one. */
  soleRequestId(): string
  lastBegun(): string
  /** Nothing is left to wait for: answer for all that have not. */
  endAll(): void
  failAll(problem: Problem): void
}

export interface InvocationsOptions {
  readonly identity: FunctionIdentity
  readonly handler: Handler
  readonly emit: Emit
  /** Called with whether anything is running, when that changes. */
  readonly onBusy: (isBusy: boolean) => void
}

/**
 * What is running in this environment, and the rules by which a handler of Lambda answers: the value of its promise,
 * else its callback or a function of its context. The first answer counts; later ones change nothing.
 */
export function invocations({ identity, handler, emit, onBusy }: InvocationsOptions): Invocations {
  const running = new Map<string, Call>()
  const queued: (() => void)[] = []
  let last = ''
  let isNextDue = false

  function end(call: Call): boolean {
    const isFirst = running.delete(call.id)
    if (isFirst && running.size === 0) {
      onBusy(false)
      if (queued.length > 0) nextLater()
    }
    return isFirst
  }
  // Twice, so that what the server has written by now is read before: it may be that this is not to begin.
  function nextLater(): void {
    if (isNextDue) return
    isNextDue = true
    setImmediate(() => setImmediate(next))
  }
  function next(): void {
    isNextDue = false
    if (running.size === 0) queued.shift()?.()
  }
  function begin(id: string, requestId: string, deadline: number, event: string): void {
    const call = { id, requestId, deadline }
    last = id
    running.set(id, call)
    if (running.size === 1) onBusy(true)
    caller(call, event)
  }
  function succeed(call: Call, result: unknown): void {
    if (!running.has(call.id)) return
    const json = serialized(result)
    if (isProblem(json)) {
      failWith(call, json)
      return
    }
    // The server may send the next one as soon as it has read this, so the books are in order before.
    end(call)
    tell(`${said.returned}${call.id} ${json}`)
  }
  function failWith(call: Call, problem: Problem): void {
    if (end(call)) tell(`${said.failed}${call.id} ${JSON.stringify(problem)}`)
  }
  function fail(call: Call, error: unknown): void {
    if (!running.has(call.id)) return
    emit('ERROR', `Invoke Error ${shownError(error)}`)
    // On Lambda an invocation that fails with nothing says so with this word.
    failWith(call, problemOf(error ?? 'handled'))
  }
  const caller = callerOf({ handler, identity, succeed, fail })

  return {
    begin,
    beginAfter(id, requestId, spanMs, event) {
      queued.push(() => begin(id, requestId, Date.now() + spanMs, event))
      if (running.size === 0) nextLater()
    },
    forgetAhead() {
      queued.length = 0
      return last
    },
    soleRequestId() {
      if (running.size !== 1) return ''
      for (const { requestId } of running.values()) return requestId
      return ''
    },
    lastBegun: () => last,
    endAll() {
      for (const call of running.values()) {
        if (call.waiting !== undefined) succeed(call, call.waiting.result)
        else if (isAsync(handler)) fail(call, new NeverSettled())
        else succeed(call, null)
      }
    },
    failAll(problem) {
      for (const call of running.values()) failWith(call, problem)
    },
  }
}

class NeverSettled extends Error {
  override readonly name = 'Runtime.NodeJsExit'
  constructor() {
    super(
      'The event loop is empty and the promise of the handler is not settled: nothing is left that could settle it',
    )
  }
}

interface CallerOptions {
  readonly handler: Handler
  readonly identity: FunctionIdentity
  readonly succeed: (call: Call, result: unknown) => void
  readonly fail: (call: Call, error: unknown) => void
}

function callerOf({ handler, identity, succeed, fail }: CallerOptions): (call: Call, event: string) => void {
  return (call, event) => {
    let isAnswered = false
    // Only the first answer counts, even while its result waits for the event loop.
    const once = (answer: (call: Call, value: unknown) => void) => (value: unknown) => {
      if (isAnswered) return
      isAnswered = true
      answer(call, value)
    }
    const answer = { succeed: once(succeed), fail: once(fail) }
    const context = lambdaContext(identity, call, answer)
    const wait = once((_, result) => {
      call.waiting = { result }
    })
    try {
      const returned = handler(JSON.parse(event), context, callbackOf(context, answer, wait))
      if (isThenable(returned)) returned.then(answer.succeed, answer.fail)
    } catch (error) {
      answer.fail(error)
    }
  }
}

function callbackOf(
  context: LambdaContext,
  answer: { succeed(result: unknown): void; fail(error: unknown): void },
  wait: (result: unknown) => void,
): Callback {
  return (error, result) => {
    if (error !== undefined && error !== null) answer.fail(error)
    else if (context.callbackWaitsForEmptyEventLoop) wait(result)
    else answer.succeed(result)
  }
}

/** JSON of a result, or what is wrong with it. */
function serialized(result: unknown): string | Problem {
  try {
    // A function or a symbol has no JSON.
    const json = JSON.stringify(result) ?? 'null'
    if (json.length * 3 <= mostResultBytes || Buffer.byteLength(json) <= mostResultBytes) return json
    return [
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${mostResultBytes} bytes).`,
    ]
  } catch (error) {
    return ['Runtime.MarshalError', `Unable to stringify the result of the handler: ${String(error)}`]
  }
}

interface Thenable {
  then(onResult: (result: unknown) => void, onError: (error: unknown) => void): unknown
}

function isThenable(value: unknown): value is Thenable {
  if (isPromise(value)) return true
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function'
}

function isAsync(handler: Handler): boolean {
  return handler.constructor.name === 'AsyncFunction'
}
