import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { fail } from '../fail.ts'

/**
 * A password as somebody types it, which is shown nowhere. Asked for on the standard error stream, so that the standard
 * output stays the result. Ends the program where nobody can be asked.
 */
export async function askPassword(username: string): Promise<string> {
  if (!process.stdin.isTTY) {
    return fail('there is no terminal to ask for the password on; give it in STOA_PASSWORD')
  }
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const line = createInterface({ input: process.stdin, output: silence, terminal: true, historySize: 0 })
  process.stderr.write(`Password of ${username}: `)
  const password = await new Promise<string | undefined>((resolve) => {
    line.once('line', resolve)
    line.once('SIGINT', () => resolve(undefined))
    line.once('close', () => resolve(undefined))
  })
  process.stderr.write('\n')
  line.close()
  return password ?? process.exit(130)
}
