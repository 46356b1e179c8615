// @ts-check
import { at } from '../stage.mjs'
import { redisCost } from './redis-cost.mjs'
import { text } from './text.mjs'

/**
 * One publisher to everybody in one channel, itself included. The next message is sent when one has arrived
 * everywhere, so there are always `inFlight` of them on their way.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ members: number, inFlight: number }} options
 */
export async function fanout(stage, { members: count, inFlight }) {
  const members = await stage.openIn(count, () => 'plaza')
  const publisher = at(members, 0)
  await stage.name(publisher)
  const frame = stage.frames.message('plaza', text)
  const arrivals = new Uint32Array(inFlight)
  let deliveries = 0
  for (const member of members) {
    member.onDelivery = ({ received }) => {
      deliveries += 1
      const slot = received % inFlight
      const arrived = (arrivals[slot] ?? 0) + 1
      arrivals[slot] = arrived === count ? 0 : arrived
      if (arrived === count) publisher.send(frame)
    }
  }
  for (let sent = 0; sent < inFlight; sent++) publisher.send(frame)
  await stage.warmUp()
  const { done, cpuSeconds, seconds, redisCpuSeconds } = await stage.window(() => deliveries)
  return { rate: done / cpuSeconds, wallRate: done / seconds, ...redisCost(redisCpuSeconds, done / count) }
}
