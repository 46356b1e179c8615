// @ts-check
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CommandCount } from './command-count.mjs'
import { freePort, listening } from './free-port.mjs'
import { redisClient } from './redis-client.mjs'

/** Every question is answered with what Redis has used. @typedef {{ type: 'use' } | { type: 'fresh', countsCommands: boolean }} Question */
/** CPU time since the start, and commands that clients have sent since they are counted. @typedef {{ cpuSeconds: number, commands: number }} RedisUsed */

const script = fileURLToPath(new URL('redis.sh', import.meta.url))
const startsWithinMs = 5_000

const tell = process.send?.bind(process)
if (tell === undefined) throw new Error('this is started by the harness: npm run bench')
process.on('disconnect', () => process.exit())

const port = await started()
const url = `redis://127.0.0.1:${port}`
const client = redisClient(url)
await client.connect()
const count = new CommandCount(client, url)
process.on('message', (/** @type {Question} */ question) => void answer(question))
tell({ type: 'listening', port, token: 'none' })

async function started() {
  const port = await freePort()
  spawn('sh', [script, String(port)], { stdio: ['pipe', 'ignore', 'inherit'] })
  const late = sleep(startsWithinMs, 'late', { ref: false })
  if ((await Promise.race([listening(port), late])) === 'late') throw new Error('redis-server did not start')
  return port
}

/** @param {Question} question */
async function answer(question) {
  if (question.type === 'fresh') await fresh(question)
  tell?.({ type: 'redis', ...(await used()) })
}

/**
 * As if it had just been started, for the next fleet.
 *
 * @param {{ countsCommands: boolean }} question
 */
async function fresh({ countsCommands }) {
  count.stop()
  await client.flushAll('SYNC')
  await client.scriptFlush('SYNC')
  await client.configResetStat()
  if (countsCommands) await count.start()
}

/** @returns {Promise<RedisUsed>} */
async function used() {
  const info = await client.info('cpu')
  const seconds = (/** @type {string} */ name) => Number(new RegExp(`^${name}:(.+)$`, 'm').exec(info)?.[1])
  return { cpuSeconds: seconds('used_cpu_sys') + seconds('used_cpu_user'), commands: await count.settled() }
}
