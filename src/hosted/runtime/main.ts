import { Socket } from 'node:net'
import { lineReader } from '../lines.ts'
import { ahead, areYouThere, type Brief, descriptors, type Problem, said, takeBack } from '../wire.ts'
import { readBrief } from './brief.ts'
import { type Emit, takeOverConsole } from './console.ts'
import { type FunctionIdentity, functionIdentity } from './context.ts'
import { type Invocations, invocations } from './invocations.ts'
import { type Handler, loadHandler } from './load.ts'
import { tell } from './output.ts'
import { sendHome } from './own-hosts.ts'
import { isError, LoadProblem, problemOf } from './problem.ts'
import { shownError } from './shown-error.ts'

// An event is one line, however long: the server has limits of its own.
const noLimit = Number.POSITIVE_INFINITY

// What Node's own runtime on Lambda exits with.
const exitCodes = { unhandledRejection: 128, uncaughtException: 129 } as const

/** The program of an environment: it loads one handler, and calls it for each line that comes. */
async function main(): Promise<void> {
  const brief = readBrief(process.argv.pop())
  let running: Invocations | undefined
  const emit = takeOverConsole(() => running?.soleRequestId() ?? '')
  const input = new Socket({ fd: descriptors.in, readable: true, writable: false })
  // The server is gone, or has ended this environment.
  input.on('end', () => process.exit(0)).on('error', () => process.exit(0))
  input.resume()
  endWithErrors(emit, () => running)
  process.on('exit', () => tell(said.exiting + (running?.lastBegun() ?? '')))
  // A terminal interrupts all of its processes; when to end is the server's decision.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {})
  if (brief.server !== undefined) sendHome(brief.server)

  const identity = functionIdentity(brief)
  process.env.AWS_LAMBDA_LOG_STREAM_NAME = identity.logStreamName
  const handler = await loaded(brief, emit)
  if (handler === undefined) return
  running = serve(identity, handler, emit, input)
  tell(said.ready)
}

async function loaded(brief: Brief, emit: Emit): Promise<Handler | undefined> {
  try {
    return await loadHandler(brief.handler, brief.folder)
  } catch (error) {
    fallOver(error, emit)
    return undefined
  }
}

function serve(identity: FunctionIdentity, handler: Handler, emit: Emit, input: Socket): Invocations {
  const running = invocations({
    identity,
    handler,
    emit,
    // While a handler runs, only what it does keeps the event loop busy: that is how an empty one is noticed.
    onBusy: (isBusy) => (isBusy ? input.unref() : input.ref()),
  })
  process.on('beforeExit', () => running.endAll())
  const lines = lineReader(noLimit, (line) => {
    if (line === areYouThere) return tell(said.here)
    if (line === takeBack) return tell(said.takenBack + running.forgetAhead())
    const isAhead = line.startsWith(ahead)
    const request = line.indexOf(' ')
    const deadline = line.indexOf(' ', request + 1)
    const event = line.indexOf(' ', deadline + 1)
    const start = isAhead ? running.beginAfter : running.begin
    start(
      line.slice(isAhead ? 1 : 0, request),
      line.slice(request + 1, deadline),
      Number(line.slice(deadline + 1, event)),
      line.slice(event + 1),
    )
  })
  input.setEncoding('utf8').on('data', (chunk: string) => lines.read(chunk))
  return running
}

/** An error that nobody catches fails what is running and ends the environment, as on Lambda. */
function endWithErrors(emit: Emit, running: () => Invocations | undefined): void {
  const end = (what: string, error: unknown, problem: Problem, code: number) => {
    emit('ERROR', `${what} ${shownError(error)}`)
    const calls = running()
    if (calls === undefined) tell(said.broken + JSON.stringify(problem))
    else calls.failAll(problem)
    process.exit(code)
  }
  process.on('uncaughtException', (error: unknown) => {
    end('Uncaught Exception', error, problemOf(error), exitCodes.uncaughtException)
  })
  process.on('unhandledRejection', (reason: unknown) => {
    const text = isError(reason) ? `${reason.name}: ${reason.message}` : problemOf(reason)[1]
    const problem: Problem = ['Runtime.UnhandledPromiseRejection', text]
    end('Unhandled Promise Rejection', reason, problem, exitCodes.unhandledRejection)
  })
}

function fallOver(error: unknown, emit: Emit): void {
  // What is wrong with the handler's name or file is said by the server; what its code throws has a stack.
  if (!(error instanceof LoadProblem)) emit('ERROR', shownError(error))
  tell(said.broken + JSON.stringify(problemOf(error)))
  process.exit(1)
}

await main()
