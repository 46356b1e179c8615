import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'
import type { StoaOptions } from '../../src/presets/index.ts'
import { readStageFile } from '../../src/stage/read-stage-file.ts'
import { startServer, type TestServer } from './server.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** What is known of an invocation after it. */
export type Invocation = Parameters<NonNullable<NonNullable<StoaOptions['functions']>['onInvoked']>>[0]

export interface HostedServer extends TestServer {
  readonly folder: string
  /** Every invocation so far. */
  readonly invocations: readonly Invocation[]
  /** Every line that functions logged so far. */
  readonly logged: readonly { readonly level: string; readonly message: string }[]
  /** Write a file of the functions. */
  write(name: string, text: string): void
  /** The events that reached the function of this route so far. */
  events(routeKey: string): SeenEvent[]
}

/** An event as a function got it. */
export interface SeenEvent {
  readonly type?: string
  readonly source?: string
  readonly requestContext: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly Records?: readonly { readonly body: string }[]
}

/** A folder of its own outside of this package, so that its files are what their endings and packages say. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-hosted-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeIn(folder, name, text)
  return folder
}

function writeIn(folder: string, name: string, text: string): void {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** A server whose stage file is `yaml` and whose functions are `files`. */
export async function hosted(
  files: Readonly<Record<string, string>>,
  yaml: string,
  options: StoaOptions = {},
): Promise<HostedServer> {
  const folder = folderOf(files)
  const invocations: Invocation[] = []
  const logged: { level: string; message: string }[] = []
  const stageFile = readStageFile(yaml, { name: 'test.yaml', env: {} })
  const server = await startServer({
    stageFile,
    folder,
    functions: {
      onInvoked: (record) => void invocations.push(record),
      onLog: (line) => void logged.push(line),
    },
    ...options,
  })
  return {
    ...server,
    folder,
    invocations,
    logged,
    write: (name, text) => writeIn(folder, name, text),
    events: (routeKey) =>
      invocations
        .map(({ event }): SeenEvent => JSON.parse(event))
        .filter((event) => event.type !== 'REQUEST' && event.requestContext?.routeKey === routeKey),
  }
}
