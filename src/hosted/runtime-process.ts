import type { Clock, FunctionSpec } from '../core/index.ts'
import { exitReason } from './exit-reason.ts'
import { lineReader } from './lines.ts'
import { longestLogMessage } from './log-budget.ts'
import { killGroup, type Runtime, type SpawnOptions, spawnRuntime } from './spawn.ts'
import { throttled } from './throttled.ts'

export interface ProcessListener {
  /** A line that the runtime wrote. */
  onLine(line: string): void
  /** A line of what else the process writes. */
  onRaw(stream: 'stdout' | 'stderr', line: string): void
  /** It has ended, and all that it wrote was handed over. Told once. */
  onGone(reason: string): void
}

/** A process of a function, as lines that go in and out. */
export interface RuntimeProcess {
  readonly pid: number | undefined
  /** What is sent in one turn of the event loop goes in one write at its end. */
  send(line: string): void
  /** Write what was sent so far. `false` if the process has yet to read so much that some of it waits here. */
  flush(): boolean
  /** Let it exit by itself. One that does not within a second is killed. */
  end(): void
  /** End it and all that it has started, at once. */
  kill(): void
}

export interface StartOptions extends SpawnOptions {
  readonly clock: Clock
  readonly spec: FunctionSpec
}

// A result of 6 MiB, with room for what is around it.
const longestLine = 7 * 1_024 * 1_024
const exitLimitMs = 1_000
// Children that have left the group may keep the pipes open.
const pipesLimitMs = 500

/** One that cannot be started is gone at once. */
export function startProcess(options: StartOptions, listener: ProcessListener): RuntimeProcess {
  const runtime = spawned(options)
  if (typeof runtime === 'string') {
    queueMicrotask(() => listener.onGone(`The process could not be started: ${runtime}`))
    return { pid: undefined, send() {}, flush: () => true, end() {}, kill() {} }
  }
  const { process: child, input } = runtime
  const { clock } = options
  let cancelEnd: (() => void) | undefined
  let gathered = ''
  const flush = (): boolean => {
    if (gathered !== '') input.write(gathered)
    gathered = ''
    return input.writableLength === 0
  }
  readPipes(runtime, clock, listener)
  watchExit(runtime, clock, (reason) => {
    cancelEnd?.()
    listener.onGone(reason)
  })

  return {
    pid: child.pid,
    send(line) {
      if (gathered === '') setImmediate(flush)
      gathered += line
    },
    flush,
    end() {
      flush()
      input.end()
      cancelEnd ??= clock.after(exitLimitMs, () => killGroup(child))
    },
    kill: () => killGroup(child),
  }
}

function spawned(options: StartOptions): Runtime | string {
  try {
    return spawnRuntime(options.spec, options)
  } catch (error) {
    return String(error)
  }
}

function readPipes(runtime: Runtime, clock: Clock, listener: ProcessListener): void {
  const { input, output, stdout, stderr } = runtime
  const lines = lineReader(longestLine, (line) => listener.onLine(line))
  output.setEncoding('utf8').on('data', (chunk: string) => lines.read(chunk))
  for (const [name, stream] of [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const) {
    const raw = lineReader(longestLogMessage, (line) => listener.onRaw(name, line))
    throttled(stream, clock, (chunk) => raw.read(chunk))
    stream.on('end', () => raw.end())
  }
  // Other pipes that break are followed by the exit of the process; a function can close the one that it is told by.
  for (const pipe of [output, stdout, stderr]) pipe.on('error', () => {})
  input.on('error', () => killGroup(runtime.process))
}

function watchExit(runtime: Runtime, clock: Clock, onGone: (reason: string) => void): void {
  const { process: child, input, output, stdout, stderr } = runtime
  let isGone = false
  const gone = (reason: string) => {
    if (isGone) return
    isGone = true
    for (const pipe of [input, output, stdout, stderr]) pipe.destroy()
    onGone(reason)
  }
  child.on('error', (error) => {
    if (child.pid === undefined) gone(`The process could not be started: ${error.message}`)
  })
  child.on('exit', (code, signal) => {
    const reason = exitReason(code, signal)
    // What it has started ends with it.
    killGroup(child)
    const cancel = clock.after(pipesLimitMs, () => gone(reason))
    child.on('close', () => {
      cancel()
      gone(reason)
    })
  })
}
