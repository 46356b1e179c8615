// @ts-check
import { at } from '../stage.mjs'
import { text } from './text.mjs'

/**
 * Many small channels, each with a publisher that sends its next message when the last one has arrived everywhere.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ rooms: number, size: number }} options
 */
export async function rooms(stage, { rooms: count, size }) {
  const channelOf = (/** @type {number} */ index) => `room-${Math.floor(index / size)}`
  const members = await stage.openIn(count * size, channelOf)
  const publishers = members.filter((member) => member.index % size === 0)
  await Promise.all(publishers.map((publisher) => stage.name(publisher)))
  let deliveries = 0
  const starts = publishers.map((publisher) => {
    const frame = stage.frames.message(channelOf(publisher.index), text)
    let arrived = 0
    const onDelivery = () => {
      deliveries += 1
      arrived = (arrived + 1) % size
      if (arrived === 0) publisher.send(frame)
    }
    for (let seat = 0; seat < size; seat++) at(members, publisher.index + seat).onDelivery = onDelivery
    return () => publisher.send(frame)
  })
  for (const start of starts) start()
  return { rate: await stage.rate(() => deliveries) }
}
