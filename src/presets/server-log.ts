import { pino } from 'pino'
import pretty from 'pino-pretty'
import type { Log } from '../core/index.ts'

/**
 * Logs go to the standard error stream: for reading on a terminal, else one JSON object a line. The standard output
 * is for what the program is asked for.
 */
export function serverLog(level: string): Log {
  const stream = process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' })
    : pino.destination({ dest: 2, sync: true })
  return pino({ level }, stream)
}
