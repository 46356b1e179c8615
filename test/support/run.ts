import { stoa } from './program.ts'

export const noCredentials = {
  STOA_ACCESS_KEY_ID: '',
  STOA_SECRET_ACCESS_KEY: '',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
}
export const credentials = { ...noCredentials, STOA_ACCESS_KEY_ID: 'AKID', STOA_SECRET_ACCESS_KEY: 'secret' }

export interface Ran {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

export interface RunOptions {
  readonly url?: string
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Run a command to its end, against the server at `url`. */
export async function run(
  args: readonly string[],
  { url = '', input = '', env = {} }: RunOptions,
): Promise<Ran> {
  const program = stoa(args, { ...noCredentials, STOA_URL: url, ...env })
  program.process.stdin?.end(input)
  const { code } = await program.exit
  return { code, output: program.output(), errors: program.errors() }
}

/** What a command gives that succeeds and has nothing to remark. */
export const fine = (output: string) => ({ code: 0, output, errors: '' })
