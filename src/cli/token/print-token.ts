import { printResult } from '../print.ts'
import type { ServerOptions } from '../server-call.ts'
import { visible } from '../visible.ts'

/** Write a token alone on a line, or for a script the whole answer it came in. */
export function printToken(token: string, answer: unknown, server: ServerOptions): void {
  printResult(server, answer, visible(token))
}
