import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '../system/clock.ts'
import { type OpenedRedis, openRedis } from './open-redis.ts'

/** A Redis of one test, which can be killed and started again. */
export interface MortalRedis {
  connect(): Promise<OpenedRedis>
  /** Resolves when it is gone, and `connected` know. */
  kill(): Promise<void>
  /** Resolves when it is there, and those that were connected are again. */
  start(): Promise<void>
}

/** `keeps`: whether it has after a kill what it had before. */
export async function mortalRedis({ keeps }: { keeps: boolean }): Promise<MortalRedis> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'stoa-redis-'))
  const connected: OpenedRedis[] = []
  let server = await start(port, folder, keeps)
  const kill = async (): Promise<void> => {
    if (server.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit')
    while (connected.some((redis) => redis.problem() === undefined)) await nextTurn()
  }
  onTestFinished(async () => {
    await Promise.all(connected.splice(0).map((redis) => redis.close()))
    await kill()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    kill,
    async connect() {
      const silent = { debug() {}, info() {}, warn() {}, error() {} }
      const url = `redis://127.0.0.1:${port}`
      const redis = await openRedis({ url, stage: 'poc', clock: systemClock(), log: silent })
      connected.push(redis)
      return redis
    },
    async start() {
      const back = Promise.all(
        connected.map((redis) => new Promise<void>((resolve) => redis.onBack(resolve))),
      )
      server = await start(port, folder, keeps)
      await back
    },
  }
}

async function start(port: number, folder: string, keeps: boolean): Promise<ChildProcess> {
  const keeping = keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...keeping]
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stopWithUs = (): void => void server.kill('SIGKILL')
  process.once('exit', stopWithUs)
  server.once('exit', () => process.off('exit', stopWithUs))
  await new Promise<void>((resolve, reject) => {
    let output = ''
    server.once('error', reject).once('exit', () => reject(new Error('redis-server does not start')))
    server.stdout.on('data', (text: Buffer) => {
      output += text.toString()
      if (output.includes('Ready to accept connections')) resolve()
    })
  })
  return server
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

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
