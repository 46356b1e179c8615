// @ts-check
import { at } from '../stage.mjs'
import { redisCost } from './redis-cost.mjs'
import { text } from './text.mjs'

/** On each node. With more topics than this, each client is in several. */
const clientsAtMost = 1_000

/** @typedef {import('../stage.mjs').Stage} Stage */
/** @typedef {import('../clients/member.mjs').Member} Member */

/**
 * Many topics with one member on each of two nodes. Topics take turns, and so do the nodes that are published on: the
 * next message is sent when one has arrived at both members of its topic.
 *
 * @param {Stage} stage
 * @param {{ topics: number, inFlight: number }} options
 */
export async function topics(stage, { topics: count, inFlight }) {
  const pairs = await openPairs(stage, count)
  let [deliveries, published] = [0, 0]

  const send = () => {
    const topic = published++ % count
    const publisher = at(at(pairs, topic % pairs.length), topic & 1)
    publisher.send(stage.frames.message(nameOf(topic), text))
  }
  for (const pair of pairs) {
    let complete = 0
    const onDelivery = () => {
      deliveries += 1
      // A client sees the messages of several topics, all of which the other one of its pair sees too.
      if (Math.min(...pair.map(({ received }) => received)) === complete) return
      complete += 1
      send()
    }
    for (const member of pair) member.onDelivery = onDelivery
  }
  for (let sent = 0; sent < inFlight; sent++) send()
  await stage.warmUp()
  const { done, cpuSeconds, seconds, redisCpuSeconds } = await stage.window(() => deliveries)
  return { rate: done / cpuSeconds, wallRate: done / seconds, ...redisCost(redisCpuSeconds, done / 2) }
}

/**
 * Clients on both nodes, of which each pair has its share of the topics.
 *
 * @param {Stage} stage
 * @param {number} count of topics
 */
async function openPairs(stage, count) {
  const clients = Math.min(count, clientsAtMost)
  const members = await stage.spread((index) => index & 1).open(clients * 2)
  const settle = async (/** @type {Member} */ member) => {
    await stage.name(member)
    for (let topic = member.index >> 1; topic < count; topic += clients)
      await member.ask(stage.frames.join(nameOf(topic)))
  }
  await Promise.all(members.map(settle))
  return Array.from({ length: clients }, (_, pair) => members.slice(pair * 2, pair * 2 + 2))
}

/** @param {number} topic */
function nameOf(topic) {
  return `topic-${topic}`
}
