import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach } from 'vitest'
import type { FunctionSpec, Invoked } from '../core/index.ts'
import { systemClock } from '../stores/system/clock.ts'
import {
  type FunctionLogLine,
  type HostedFunctions,
  type HostedOptions,
  hostedFunctions,
  type InvocationRecord,
} from './index.ts'

type CleanUp = () => Promise<void>

const cleanUps: Record<'test' | 'file', CleanUp[]> = { test: [], file: [] }
const cleanUp = async (until: 'test' | 'file') => {
  await Promise.all(cleanUps[until].splice(0).map((task) => task()))
}

afterEach(() => cleanUp('test'))
afterAll(() => cleanUp('file'))

export interface Hosted {
  /** Where the files of the functions are. */
  readonly folder: string
  readonly functions: HostedFunctions
  readonly lines: readonly FunctionLogLine[]
  readonly records: readonly InvocationRecord[]
  write(files: Readonly<Record<string, string>>): void
  /** A function, as something that is called with an event. */
  open(
    handler: string,
    spec?: Partial<FunctionSpec>,
  ): (event?: unknown, requestId?: string) => Promise<Invoked>
}

/** Functions in a folder of their own with these files, until the test or all tests of the file have ended. */
export function hosted(
  files: Readonly<Record<string, string>>,
  options: Partial<HostedOptions> = {},
  until: 'test' | 'file' = 'test',
): Hosted {
  const folder = mkdtempSync(join(tmpdir(), 'hosted-'))
  const lines: FunctionLogLine[] = []
  const records: InvocationRecord[] = []
  const functions = hostedFunctions({
    clock: systemClock(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    environment: () => ({}),
    onLog: (line) => lines.push(line),
    onInvoked: (record) => records.push(record),
    ...options,
  })
  const write: Hosted['write'] = (more) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
  }
  write(files)
  cleanUps[until].push(async () => {
    await functions.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  return {
    folder,
    functions,
    lines,
    records,
    write,
    open(handler, spec = {}) {
      const invoke = functions.open({
        name: handler,
        handler,
        folder,
        timeoutMs: 10_000,
        memoryMb: 256,
        environment: {},
        ...spec,
      })
      let count = 0
      return (event = {}, requestId = `request-${++count}`) =>
        invoke({ requestId, event: JSON.stringify(event) })
    },
  }
}

/** What a function answered. It throws if the invocation failed. */
export function resultOf(invoked: Invoked): unknown {
  if (invoked.kind === 'failed') throw new Error(`${invoked.errorType}: ${invoked.errorMessage}`)
  return invoked.result
}
