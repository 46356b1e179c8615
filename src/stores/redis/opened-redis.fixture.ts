import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import type { Log } from '../../core/ports/log.ts'
import { systemClock } from '../system/clock.ts'
import { type OpenedRedis, openRedis } from './open-redis.ts'
import type { Redis } from './redis.ts'

const attempts = 5
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

interface RedisServer {
  readonly url: string
  stop(): Promise<void>
}

let server: Promise<RedisServer> | undefined
let prefixes = 0

afterAll(async () => {
  await (await server)?.stop()
})

/** A prefix that no other test of the file has. */
export function freshPrefix(): string {
  prefixes += 1
  return `test-${prefixes}`
}

/**
 * A connection to a Redis of this test file, closed when the running test ends. Two with the same prefix are two nodes of
 * one fleet.
 */
export async function openedRedis(prefix = freshPrefix()): Promise<OpenedRedis> {
  server ??= startRedis()
  const { url } = await server
  const redis = await openRedis({ url, prefix, stage: 'poc', clock: systemClock(), log: silent })
  onTestFinished(() => redis.close())
  return redis
}

/** The same connection with keys and channels that nobody else has: quicker than another one. */
export function withFreshKeys(redis: Redis): Redis {
  const prefix = freshPrefix()
  return { ...redis, key: (kind, id) => redis.key(`${prefix}-${kind}`, id) }
}

/** A Redis that keeps nothing on disk, on a port that was free. */
async function startRedis(): Promise<RedisServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const folder = mkdtempSync(join(tmpdir(), 'stoa-redis-'))
    const child = spawn(
      'redis-server',
      ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const stopWithUs = (): void => void child.kill('SIGKILL')
    process.once('exit', stopWithUs)
    const stop = async (): Promise<void> => {
      process.off('exit', stopWithUs)
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    }
    if (await isReady(child)) return { url: `redis://127.0.0.1:${port}`, stop }
    await stop()
    if (attempt === attempts) throw new Error('redis-server does not start')
  }
}

/** Resolves with `false` if it ends instead: somebody else may have taken its port. */
function isReady(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.once('error', reject).once('exit', () => resolve(false))
    child.stdout?.on('data', (text: Buffer) => {
      output += text.toString()
      if (output.includes('Ready to accept connections')) resolve(true)
    })
  })
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  await once(listener, 'close')
  if (address === null || typeof address === 'string') throw new Error('the listener has no port')
  return address.port
}
