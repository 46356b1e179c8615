import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'

const ours = dirname(fileURLToPath(import.meta.url))

/** An error for the log, with the places in its stack that are the function's own or its packages'. */
export function shownError(error: unknown): string {
  return inspect(error)
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || !line.includes(ours))
    .join('\n')
}
