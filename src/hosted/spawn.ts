import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Socket } from 'node:net'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FunctionSpec } from '../core/index.ts'
import { variables } from './variables.ts'
import { type Brief, descriptors, type OwnServer } from './wire.ts'

export interface SpawnOptions {
  readonly environment: (spec: FunctionSpec) => Readonly<Record<string, string>>
  readonly server?: () => OwnServer
}

/** A process that runs a function, and its pipes. */
export interface Runtime {
  readonly process: ChildProcess
  readonly input: Socket
  readonly output: Socket
  readonly stdout: Socket
  readonly stderr: Socket
}

// V8's old space is not all that a process needs: Lambda gives it nine tenths too.
const heapShare = 0.9

/** Start a process for a function. It throws what the system has against it. */
export function spawnRuntime(spec: FunctionSpec, { environment, server }: SpawnOptions): Runtime {
  const runtimeFile = runtimePath()
  const taskFolder = taskFolderOf(spec)
  const places = { runtimeFolder: dirname(runtimeFile), taskFolder }
  const brief: Brief = {
    name: spec.name,
    handler: spec.handler,
    folder: spec.folder,
    memoryMb: spec.memoryMb,
    ...(server !== undefined && { server: server() }),
  }
  const heapMb = Math.max(16, Math.floor(spec.memoryMb * heapShare))
  const [program, ...args] = [
    ...endingWithParent(),
    process.execPath,
    `--max-old-space-size=${heapMb}`,
    // Many processes share the processors: threads of theirs that help each other would only wait.
    '--single-threaded-gc',
    runtimeFile,
    JSON.stringify(brief),
  ]
  const child = spawn(program, args, {
    cwd: taskFolder,
    env: { ...variables(process.env, environment(spec), spec, places) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    // A process group of its own: an interrupt on the terminal does not reach it, and its children end with it.
    detached: true,
  })
  // Out of descriptors, it has no pipes, and says so once more later on.
  child.on('error', () => {})
  return {
    process: child,
    input: socketOf(child.stdio[descriptors.in]),
    output: socketOf(child.stdio[descriptors.out]),
    stdout: socketOf(child.stdout),
    stderr: socketOf(child.stderr),
  }
}

let prefix: readonly string[] | undefined

/**
 * What to put before a command so that it ends when this process is killed, also in an endless loop. It is nothing
 * where there is no such program: then only a function that does something else than loop notices.
 */
function endingWithParent(): readonly string[] {
  const command = ['setpriv', '--pdeathsig', 'KILL', '--']
  const [program = '', ...args] = command
  prefix ??= process.platform === 'linux' && spawnSync(program, [...args, 'true']).status === 0 ? command : []
  return prefix
}

/** End a process and all that it has started, at once. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** The compiled program, also when this file is run from its source. */
function runtimePath(): string {
  const isSource = import.meta.url.endsWith('.ts')
  return fileURLToPath(
    new URL(isSource ? '../../dist/hosted/runtime/main.js' : './runtime/main.js', import.meta.url),
  )
}

/** The folder of the nearest `package.json` from the handler up, but not above the function's folder: its working directory. */
function taskFolderOf({ folder, handler }: FunctionSpec): string {
  let at = resolve(folder, dirname(handler))
  while (!relative(folder, at).startsWith('..') && at !== folder) {
    if (existsSync(join(at, 'package.json'))) return at
    at = dirname(at)
  }
  return folder
}

function socketOf(stream: unknown): Socket {
  if (!(stream instanceof Socket)) throw new TypeError('a pipe of a new process is missing')
  return stream
}
