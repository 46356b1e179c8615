// @ts-check

/**
 * Clients that ask and get an answer, each with one request in flight: the join of a channel that they are in.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ clients: number }} options
 */
export async function requestReply(stage, { clients }) {
  const channelOf = (/** @type {number} */ index) => `desk-${index}`
  const members = await stage.openIn(clients, channelOf)
  let replies = 0
  for (const member of members) {
    const request = stage.frames.join(channelOf(member.index))
    member.onReply = () => {
      replies += 1
      member.send(request)
    }
    member.send(request)
  }
  return { rate: await stage.rate(() => replies) }
}
