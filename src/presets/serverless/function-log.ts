import type { Log } from '../../core/index.ts'

const levels: readonly string[] = ['DEBUG', 'INFO', 'WARN', 'ERROR']

/** What a function logs: one JSON object a line, which CloudWatch can search. */
export function functionLog(level = process.env.LOG_LEVEL ?? 'INFO'): Log {
  const chosen = levels.indexOf(level)
  const least = level === 'NONE' ? levels.length : chosen
  const line = (at: string) => (fields: object, message: string) => {
    if (levels.indexOf(at) < least) return
    process.stdout.write(`${JSON.stringify({ level: at, message, ...fields }, written)}\n`)
  }
  return { debug: line('DEBUG'), info: line('INFO'), warn: line('WARN'), error: line('ERROR') }
}

/** An error as an object; JSON knows nothing of it. */
function written(_: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  return { name, message, stack, ...(cause !== undefined && { cause }) }
}
