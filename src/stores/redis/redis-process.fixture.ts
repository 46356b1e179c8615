import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const attempts = 5
const program = process.env.STOA_REDIS_SERVER || 'redis-server'

/** A real Redis on a port of its own. */
export interface RedisProcess {
  readonly url: string
  /** Resolves when it is gone. */
  kill(): Promise<void>
  /** Start it again on the same port. */
  start(): Promise<void>
  /** Kill it, and remove what it kept. */
  stop(): Promise<void>
}

/** `keeps`: whether it has after a kill what it had before. */
export async function redisProcess({ keeps = false } = {}): Promise<RedisProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const opened = open(await freePort(), keeps)
    try {
      await opened.start()
      return opened
    } catch (error) {
      // Somebody else may have taken the port.
      await opened.stop()
      if (attempt === attempts) throw error
    }
  }
}

function open(port: number, keeps: boolean): RedisProcess {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-redis-'))
  let server: ChildProcess | undefined
  const killWithUs = (): void => void server?.kill('SIGKILL')
  process.on('exit', killWithUs)
  const kill = async (): Promise<void> => {
    if (server?.exitCode === null && server.signalCode === null && server.kill('SIGKILL')) {
      await once(server, 'exit')
    }
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async start() {
      server = await ready(port, folder, keeps)
    },
    async stop() {
      process.off('exit', killWithUs)
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ready(port: number, folder: string, keeps: boolean): Promise<ChildProcess> {
  const keeping = keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...keeping]
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
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
