import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'

export const examples = join(import.meta.dirname, '../../examples')

const running = new Set<() => Promise<unknown>>()

afterEach(async () => {
  await Promise.all(Array.from(running, (end) => end()))
  running.clear()
})

/** A program of the examples, as a process of its own, that ends with the test. */
export interface Example {
  type(line: string): void
  /** Wait until it has written this line. */
  hasWritten(line: string | RegExp): Promise<void>
  /** How often it has written this line by now. */
  timesWritten(line: string | RegExp): number
  /** Close its standard input, and answer with its exit code. */
  end(): Promise<number | null>
}

export function runExample(file: string, args: readonly string[]): Example {
  const child = spawn(process.execPath, [join(examples, file), ...args], { stdio: 'pipe' })
  const written = { output: '', errors: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    written.output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    written.errors += text
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  running.add(() => {
    child.kill('SIGKILL')
    return closed
  })
  const timesWritten = (line: string | RegExp): number =>
    written.output.split('\n').filter((each) => (typeof line === 'string' ? each === line : line.test(each)))
      .length
  return {
    type: (line) => void child.stdin.write(`${line}\n`),
    async hasWritten(line) {
      const message = `${line} in ${file}`
      await expect.poll(() => timesWritten(line), { timeout: 15_000, message }).toBeGreaterThan(0)
      expect(written.errors).toBe('')
    },
    timesWritten,
    end() {
      child.stdin.end()
      return closed
    },
  }
}
