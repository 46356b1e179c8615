import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

const main = join(import.meta.dirname, '../../dist/cli/main.js')
const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** The built `stoa` program, running. It does not outlive the test. */
export interface Program {
  readonly process: ChildProcess
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** What it has written so far. */
  output(): string
  errors(): string
}

/** In an empty folder of its own, and with nothing in its environment that it would read, unless that is given. */
export function stoa(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd: string = workingFolder(),
): Program {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...ownEnvironment(), ...env } })
  cleanUps.push(() => child.kill('SIGKILL'))
  const written = { output: '', errors: '' }
  child.stdout.on('data', (chunk) => {
    written.output += chunk
  })
  child.stderr.on('data', (chunk) => {
    written.errors += chunk
  })
  return {
    process: child,
    exit: once(child, 'close').then(([code, signal]) => ({ code, signal })),
    output: () => written.output,
    errors: () => written.errors,
  }
}

/** A folder that is gone after the test. */
export function workingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-program-'))
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = Object.entries(process.env).filter(([name]) => !/^(STOA_|AWS_|LOG_LEVEL$)/.test(name))
  return Object.fromEntries(foreign)
}

/** `stoa serve` on a free port, once it is ready. */
export async function serve(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd?: string,
): Promise<Program & { url: string; wsUrl: string }> {
  const program = stoa(['serve', '--port', '0', ...args], env, cwd)
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const [, found] = /running at (\S+)/.exec(program.output()) ?? []
      if (found !== undefined) resolve(found)
    }
    program.process.stdout?.on('data', look)
    program.process.on('exit', () => reject(new Error(`stoa serve ended: ${program.errors()}`)))
  })
  return { ...program, url, wsUrl: url.replace(/^http/, 'ws') }
}
