// @ts-check
import { Latencies } from '../latencies.mjs'
import { pace } from '../pace.mjs'
import { at } from '../stage.mjs'
import { redisCost } from './redis-cost.mjs'
import { text } from './text.mjs'

/** Few messages make few samples: this one is measured longer. */
const windows = 2

/**
 * One publisher at a steady rate, far below what a server can do. The latency is that of a delivery: from the
 * publisher's write to the read of a member, for a sample of the other members.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ members: number, perSecond: number, sample: number }} options
 */
export async function paced(stage, { members: count, perSecond, sample }) {
  const members = await stage.openIn(count, () => 'plaza')
  const publisher = at(members, 0)
  await stage.name(publisher)
  const frame = stage.frames.message('plaza', text)
  /** @type {number[]} When each message was sent: a channel is in order, so the n-th delivery is the n-th message. */
  const sentAt = []
  const latencies = new Latencies()
  let deliveries = 0
  let isMeasured = false
  const sampledEach = Math.floor(count / sample)
  for (const member of members) {
    const isSampled = member.index % sampledEach === sampledEach - 1
    member.onDelivery = ({ received }) => {
      deliveries += 1
      if (isSampled && isMeasured) latencies.add(performance.now() - at(sentAt, received - 1))
    }
  }
  pace(perSecond, stage.windows.warmUpMs + stage.windows.windowMs * windows, () => {
    sentAt.push(performance.now())
    publisher.send(frame)
  })
  await stage.warmUp()
  isMeasured = true
  const { done, cpuSeconds, seconds, redisCpuSeconds } = await stage.window(() => deliveries, windows)
  return {
    rate: done / cpuSeconds,
    held: done / seconds / (perSecond * count),
    p50: latencies.percentile(0.5),
    p99: latencies.percentile(0.99),
    ...redisCost(redisCpuSeconds, done / count),
  }
}
