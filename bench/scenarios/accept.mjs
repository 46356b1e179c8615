// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 250
const stillPolls = 3
const settleAtMostMs = 5_000

/**
 * Connections that are opened as fast as the server takes them, and then do nothing.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ connections: number }} options
 */
export async function accept(stage, { connections }) {
  const empty = await settled(stage)
  const before = await stage.probe()
  const start = performance.now()
  await stage.open(connections)
  const seconds = (performance.now() - start) / 1000
  const after = await stage.probe()
  return {
    rate: connections / (after.cpuSeconds - before.cpuSeconds),
    wallRate: connections / seconds,
    bytesEach: ((await settled(stage)) - empty) / connections,
  }
}

/**
 * The server's RSS when it has stopped moving.
 *
 * @param {import('../stage.mjs').Stage} stage
 */
async function settled(stage) {
  const deadline = performance.now() + settleAtMostMs
  let { rssBytes } = await stage.probe()
  for (let still = 0; still < stillPolls && performance.now() < deadline; ) {
    await sleep(pollMs)
    const now = (await stage.probe()).rssBytes
    still = Math.abs(now - rssBytes) < 256 * 1024 ? still + 1 : 0
    rssBytes = now
  }
  return rssBytes
}
