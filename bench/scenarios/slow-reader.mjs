// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { LatenciesBySecond } from '../latencies.mjs'
import { pace } from '../pace.mjs'
import { at } from '../stage.mjs'

const pollMs = 100
const warmUpMs = 1_500
const undisturbedMs = 3_000
const cutAtMostMs = 20_000
const settleMs = 1_000

/** @typedef {import('../stage.mjs').Stage} Stage */

/**
 * One member of a busy channel stops reading. It has to be cut, and the others and the server's memory should not notice.
 *
 * @param {Stage} stage
 * @param {{ members: number, perSecond: number, bytes: number }} options
 */
export async function slowReader(stage, { members: count, perSecond, bytes }) {
  const members = await stage.openIn(count, () => 'plaza')
  const publisher = at(members, 0)
  await stage.name(publisher)
  const frame = stage.frames.message('plaza', 'x'.repeat(bytes))
  /** @type {number[]} */
  const sentAt = []
  const seconds = new LatenciesBySecond()
  for (const member of members.slice(0, -1)) {
    if (member.index % 20 !== 0) continue
    member.onDelivery = ({ received }) => seconds.add(performance.now() - at(sentAt, received - 1))
  }
  const stop = pace(perSecond, warmUpMs + undisturbedMs + cutAtMostMs, () => {
    sentAt.push(performance.now())
    publisher.send(frame)
  })

  await sleep(warmUpMs)
  seconds.restart()
  const { rssBytes: rssBefore } = await highest(stage, undisturbedMs, () => false)
  const p99Without = seconds.medianPercentile(0.99)
  seconds.restart()
  const outcome = await hang(stage, at(members, count - 1))
  const p99With = seconds.medianPercentile(0.99)
  stop()
  await sleep(settleMs)
  return { ...outcome, p99Without, p99With, rssBefore, rssAfter: (await stage.probe()).rssBytes }
}

/**
 * Let one member stop reading until the server cuts it, and look what it sees then.
 *
 * @param {Stage} stage
 * @param {import('../clients/member.mjs').Member} member
 */
async function hang(stage, member) {
  const { sockets } = await stage.probe()
  const ended = new Promise((resolve) => {
    member.onEnd = resolve
  })
  member.pause()
  const { ms, rssBytes } = await highest(stage, cutAtMostMs, (probe) => probe.sockets < sockets)
  member.resume()
  const end = await Promise.race([ended, sleep(settleMs, 'still open')])
  return { cutAfterMs: ms < cutAtMostMs ? ms : Number.POSITIVE_INFINITY, end, rssPeak: rssBytes }
}

/**
 * Watch the server until something has happened, and say how long it took and how high its RSS was.
 *
 * @param {Stage} stage
 * @param {number} atMostMs
 * @param {(probe: import('../stage.mjs').Probe) => boolean} hasHappened
 */
async function highest(stage, atMostMs, hasHappened) {
  const start = performance.now()
  let rssBytes = 0
  for (;;) {
    const probe = await stage.probe()
    const ms = performance.now() - start
    rssBytes = Math.max(rssBytes, probe.rssBytes)
    if (hasHappened(probe) || ms >= atMostMs) return { ms, rssBytes }
    await sleep(pollMs)
  }
}
