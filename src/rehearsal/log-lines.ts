import type { Writable } from 'node:stream'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { FunctionLogLine } from '../hosted/index.ts'

const order = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const structured = Compile(
  Type.Object({ level: Type.String({ pattern: `^(${order.join('|')})$` }), message: Type.String() }),
)

/** Writes what functions log, from `level` up: a line each, with the function in front. Metrics count as `debug`. */
export function lineWriter(
  stream: Writable,
  level: 'debug' | 'info' | 'warn' | 'error',
): (line: FunctionLogLine, label: string) => void {
  const least = order.indexOf(level.toUpperCase())
  return (line, label) => {
    const { level: own, text } = read(line)
    if (order.indexOf(own) < least) return
    stream.write(`${label.padEnd(18)} ${own.padEnd(5)} ${text.replaceAll('\n', '\n  ')}\n`)
  }
}

/** What was logged as JSON says its own level. */
function read({ level, message }: FunctionLogLine): { readonly level: string; readonly text: string } {
  const entry = parsed(message)
  if (!structured.Check(entry))
    return { level: message.startsWith('{"_aws":') ? 'DEBUG' : level, text: message }
  const { level: own, message: text, ...rest } = entry
  const more = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`
  return { level: own, text: text + more }
}

function parsed(text: string): unknown {
  try {
    return text.startsWith('{') ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
