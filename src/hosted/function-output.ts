import type { Clock } from '../core/index.ts'
import type { OutputKind } from './environment-listener.ts'
import { cutMessage, LogBudget, type LogLevel } from './log-budget.ts'
import { parse } from './wire.ts'

/** Something that a function logged. */
export interface FunctionLogLine {
  /** Of the function. */
  readonly name: string
  /** Absent between invocations, and while an environment is at several. */
  readonly requestId?: string
  readonly level: LogLevel
  /** It may have several lines. 64 Ki characters at most, and a word on how much is missing. */
  readonly message: string
}

export interface FunctionOutput {
  /** `requestId` is of the only invocation that the environment is at. */
  read(kind: OutputKind, text: string, requestId: string | undefined): void
  /** Tell what was dropped, when the time for it has come. */
  tellDropped(isLast?: boolean): void
}

/** `(node:4711) Warning: …`, and the hint that follows it. */
const warningOfNode = /^\((node:\d+\)|Use `node )/

const levels: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR']

/** What the environments of one function write, as log lines within the function's budget. */
export function functionOutput(
  name: string,
  clock: Clock,
  onLog: (line: FunctionLogLine) => void,
): FunctionOutput {
  const budget = new LogBudget()

  function tellDropped(isLast = false): void {
    const count = budget.takeDropped(clock.now(), isLast)
    if (count === 0) return
    const message = `${count} log lines were dropped: a function may log 10,000 lines and 10 MB a second`
    onLog({ name, level: 'WARN', message })
  }

  return {
    tellDropped,
    read(kind, text, requestId) {
      if (kind === 'dropped') {
        budget.addDropped(Number(text))
        return
      }
      // Dropping costs no parsing: one that floods must not slow the others.
      if (!budget.take(text.length, clock.now())) return
      tellDropped()
      const line = kind === 'entry' ? entryOf(name, text) : rawLine(name, kind, text, requestId)
      if (line !== undefined) onLog(line)
    },
  }
}

function entryOf(name: string, text: string): FunctionLogLine | undefined {
  const entry = parse(text)
  if (!Array.isArray(entry)) return undefined
  const [word, requestId, message]: unknown[] = entry
  const level = levels.find((known) => known === word)
  if (level === undefined || typeof message !== 'string') return undefined
  return { name, ...(typeof requestId === 'string' && requestId !== '' && { requestId }), level, message }
}

function rawLine(
  name: string,
  kind: OutputKind,
  text: string,
  requestId: string | undefined,
): FunctionLogLine {
  const level = kind === 'stdout' ? 'INFO' : warningOfNode.test(text) ? 'WARN' : 'ERROR'
  return { name, ...(requestId !== undefined && { requestId }), level, message: cutMessage(text) }
}
