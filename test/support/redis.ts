import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createClient } from 'redis'

const startMs = 20_000
const answerMs = 2_000
const attempts = 20

export interface RedisOptions {
  /** More lines of its configuration, such as `appendonly yes`. By default nothing is written to disk. */
  readonly config?: readonly string[]
  /** Speak TLS only, with these files (PEM). Clients need no certificate. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca: string }
  /** Rules for users: `ada on >secret ~stoa:* &stoa:* +@all`, `default off`. */
  readonly users?: readonly string[]
  readonly role?: 'server' | 'cluster' | 'sentinel'
}

/** A Redis of the test's own on 127.0.0.1. */
export interface TestRedis {
  /** `redis://127.0.0.1:PORT`, or `rediss://…`; without a user. */
  readonly url: string
  readonly port: number
  /** Of the process that runs now, or ran last. */
  readonly pid: number
  /** What it says to a command, as RESP 2 has it. Rejects with its error, and when it is away or says nothing for 2 s. */
  command(args: readonly string[]): Promise<unknown>
  /** What it says to a command that it answers with text. */
  text(args: readonly string[]): Promise<string>
  /** End it as a crash would. */
  kill(): Promise<void>
  /** Freeze it: its connections stay open, and it says nothing. */
  pause(): void
  resume(): void
  /** Run it again on the same port and folder, ended first if it runs: with its file if it writes one, else empty. */
  restart(): Promise<void>
  /** Gone for good, with its folder. Stopping twice is stopping once. */
  stop(): Promise<void>
}

/** Who may do everything, whatever `users` says. */
const harness = { username: 'harness', password: 'harness' }

/** Redis or Valkey on a free port, in a folder of its own, once it takes connections. The caller stops it. */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-redis-'))
  const forget = removeAtExit(folder)
  try {
    const { port, child } = await onFreePort(folder, options)
    return running({ port, child, folder, forget, options })
  } catch (error) {
    forget()
    throw error
  }
}

interface Start {
  readonly port: number
  readonly child: ChildProcess
  readonly folder: string
  readonly forget: () => void
  readonly options: RedisOptions
}

function running({ port, child: first, folder, forget, options }: Start): TestRedis {
  let child = first
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  const command = (args: readonly string[]): Promise<unknown> => ask(port, options, args)

  return {
    url: `${options.tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0
    },
    command,
    text: async (args) => String(await command(args)),
    kill,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async restart() {
      await kill()
      child = await launch(folder, options.role)
    },
    async stop() {
      await kill()
      forget()
    },
  }
}

async function onFreePort(
  folder: string,
  options: RedisOptions,
): Promise<{ port: number; child: ChildProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = somePort()
    writeFileSync(join(folder, 'redis.conf'), `${configuration(port, folder, options).join('\n')}\n`)
    try {
      return { port, child: await launch(folder, options.role) }
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === attempts) throw error
    }
  }
}

/**
 * A port that is likely to be free. Not one of those that the system gives to outgoing connections: while nobody listens
 * on such a port, a client that tries again and again can be given it as its own, and then it is connected to itself.
 */
export function somePort(): number {
  return randomInt(10_240, 32_768)
}

function configuration(port: number, folder: string, { config = [], tls, users = [], role }: RedisOptions) {
  const listen =
    tls === undefined
      ? [`port ${port}`]
      : [
          'port 0',
          `tls-port ${port}`,
          `tls-cert-file ${tls.cert}`,
          `tls-key-file ${tls.key}`,
          `tls-ca-cert-file ${tls.ca}`,
          'tls-auth-clients no',
        ]
  return [
    ...listen,
    'bind 127.0.0.1',
    `dir ${folder}`,
    ...(role === 'sentinel' ? [] : ['save ""']),
    ...(role === 'cluster' ? ['cluster-enabled yes', `cluster-port ${somePort()}`] : []),
    `user ${harness.username} on >${harness.password} ~* &* +@all`,
    ...users.map((rule) => `user ${rule}`),
    ...config,
  ]
}

class PortTaken extends Error {}

/** Resolves when it takes connections. Throws `PortTaken`, or what it said. */
async function launch(folder: string, role: RedisOptions['role']): Promise<ChildProcess> {
  const mode = role === 'sentinel' ? ['--sentinel'] : []
  const child = spawn(redisProgram(), [join(folder, 'redis.conf'), ...mode], { cwd: folder })
  killAtExit(child)
  const said = await firstWords(child)
  if (isReady(said)) return child
  child.kill('SIGKILL')
  if (/address already in use/i.test(said)) throw new PortTaken(said)
  throw new Error(`Redis did not start: ${said.slice(-500)}`)
}

const isReady = (said: string): boolean => /ready to accept connections|Sentinel ID is/i.test(said)

/** Its log until it is ready, has ended, or has taken too long. */
function firstWords(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => resolve(said), startMs)
    const end = (): void => {
      clearTimeout(timer)
      resolve(said)
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        // Afterwards it is read and dropped, so that its pipe does not fill up.
        if (isReady(said)) return
        said += chunk.toString()
        if (isReady(said)) end()
      })
    }
    child.on('close', end)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

/** One connection a command: nothing is left that would try again while the server is away on purpose. */
async function ask(port: number, { tls }: RedisOptions, args: readonly string[]): Promise<unknown> {
  const socket = { host: '127.0.0.1', port, connectTimeout: answerMs, reconnectStrategy: false } as const
  const client = createClient({
    RESP: 2,
    ...harness,
    socket: tls === undefined ? socket : { ...socket, tls: true, rejectUnauthorized: false },
  })
  client.on('error', () => {})
  const late = setTimeout(() => client.destroy(), answerMs)
  try {
    await client.connect()
    return await client.sendCommand([...args])
  } finally {
    clearTimeout(late)
    if (client.isOpen) client.destroy()
  }
}

/** The program that `STOA_REDIS_SERVER` names, or Redis or Valkey on the path. */
export function redisProgram(): string {
  const chosen = process.env.STOA_REDIS_SERVER
  if (chosen) return chosen
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = ['redis-server', 'valkey-server']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(isExecutable)
  if (found !== undefined) return found
  throw new Error(
    'The tests of the fleet need Redis 7 or Valkey: install it (Debian: apt-get install redis-server) or set STOA_REDIS_SERVER to its path.',
  )
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const children = new Set<ChildProcess>()
const folders = new Set<string>()

process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function killAtExit(child: ChildProcess): void {
  children.add(child)
  child.once('exit', () => children.delete(child))
}

function removeAtExit(folder: string): () => void {
  folders.add(folder)
  return () => {
    folders.delete(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}
