import { format } from 'node:util'
import { lineReader } from '../lines.ts'
import { cutMessage, LogBudget, type LogLevel, longestLogMessage } from '../log-budget.ts'
import { said } from '../wire.ts'
import { tell } from './output.ts'

export type Emit = (level: LogLevel, message: string) => void

// How often what was dropped is told while nothing else is logged.
const noticeMs = 500

const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR' } as const
const methods = ['log', 'info', 'debug', 'warn', 'error'] as const

/**
 * Send what handlers log to the server, one entry a call however many lines it has, in the order of the calls.
 * `requestId` says which invocation is running; it is empty when that is not one.
 */
export function takeOverConsole(requestId: () => string): Emit {
  const emit = emitter(requestId)
  for (const method of methods) {
    const level = levels[method]
    console[method] = (...values: unknown[]) => emit(level, format(...values))
  }
  console.trace = (...values: unknown[]) => emit('TRACE', new Trace(format(...values)).stack ?? '')
  takeOverStream('stdout', 'INFO', emit)
  takeOverStream('stderr', 'ERROR', emit)
  return emit
}

class Trace extends Error {
  override readonly name = 'Trace'
}

function emitter(requestId: () => string): Emit {
  const budget = new LogBudget()
  const write = (level: LogLevel, message: string) =>
    tell(said.log + JSON.stringify([level, requestId(), cutMessage(message)]))
  const tellDropped = (isLast = false) => {
    const count = budget.takeDropped(Date.now(), isLast)
    if (count > 0) tell(`${said.dropped}${count}`)
  }
  setInterval(() => tellDropped(), noticeMs).unref()
  process.on('exit', () => tellDropped(true))

  return (level, message) => {
    const isKept = budget.take(message.length, Date.now())
    if (!isKept) return
    tellDropped()
    write(level, message)
  }
}

/**
 * `process.stdout.write` and what is built on it, line by line. What is written to the descriptor itself reaches the
 * server too, but by another way and so perhaps not in order.
 */
function takeOverStream(name: 'stdout' | 'stderr', level: LogLevel, emit: Emit): void {
  const descriptor = Object.getOwnPropertyDescriptor(process, name)
  if (descriptor?.get === undefined) return
  const open = descriptor.get.bind(process)
  let isOpen = false
  Object.defineProperty(process, name, {
    ...descriptor,
    get() {
      const stream: NodeJS.WriteStream = open()
      // Opening one takes milliseconds, and most functions have the console only.
      if (!isOpen) stream.write = writeLines(level, emit)
      isOpen = true
      return stream
    },
  })
}

function writeLines(level: LogLevel, emit: Emit): NodeJS.WriteStream['write'] {
  const decoder = new TextDecoder()
  const lines = lineReader(longestLogMessage, (line) => emit(level, line))
  process.on('exit', () => lines.end())
  return (chunk: Uint8Array | string, encodingOrDone?: unknown, done?: unknown) => {
    lines.read(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    for (const callback of [encodingOrDone, done]) {
      if (typeof callback === 'function') process.nextTick(callback)
    }
    return true
  }
}
