// @ts-check
import { at } from '../stage.mjs'
import { text } from './text.mjs'

/**
 * Direct messages: channels of exactly two. Each message is an ack to its sender and a copy to both; when all three
 * have arrived, somebody else at random sends the next.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ clients: number, inFlight: number }} options
 */
export async function direct(stage, { clients, inFlight }) {
  const channelOf = (/** @type {number} */ index) => `pair-${index >> 1}`
  const members = await stage.openIn(clients, channelOf)
  await Promise.all(members.map((member) => stage.name(member)))
  const frames = members.map((member) => stage.frames.message(channelOf(member.index), text))
  const missing = new Uint8Array(clients / 2)
  let messages = 0

  const send = () => {
    const sender = anyone(clients, (index) => missing[index >> 1] === 0)
    missing[sender >> 1] = 3
    at(members, sender).send(at(frames, sender))
  }
  const arrived = (/** @type {{ index: number }} */ { index }) => {
    const left = (missing[index >> 1] ?? 0) - 1
    missing[index >> 1] = left
    if (left > 0) return
    messages += 1
    send()
  }
  for (const member of members) {
    member.onReply = arrived
    member.onDelivery = arrived
  }
  for (let sent = 0; sent < inFlight; sent++) send()
  return { rate: await stage.rate(() => messages) }
}

/**
 * @param {number} count
 * @param {(index: number) => boolean} isFree most of them are
 */
function anyone(count, isFree) {
  for (;;) {
    const index = Math.floor(Math.random() * count)
    if (isFree(index)) return index
  }
}
