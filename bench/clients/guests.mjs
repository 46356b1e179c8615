// @ts-check
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { json } from 'node:stream/consumers'

const atOnce = 32
/** An address may log in so often in five minutes that this many of it are far below. */
const perAddress = 500

/**
 * Tokens of as many guests, each of whom is another user. They come from several addresses, as a proxy would say it.
 *
 * @param {number} port
 * @param {number} count
 * @returns {Promise<readonly string[]>}
 */
export async function logInGuests(port, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  /** @type {string[]} */
  const tokens = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next++
      tokens[index] = await tokenOf(port, agent, `10.0.0.${1 + Math.floor(index / perAddress)}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  agent.destroy()
  return tokens
}

/**
 * @param {number} port
 * @param {Agent} agent
 * @param {string} address
 * @returns {Promise<string>}
 */
async function tokenOf(port, agent, address) {
  const headers = { 'X-Forwarded-For': address }
  const request = get({ host: '127.0.0.1', port, path: '/prod/login-as-guest', agent, headers })
  const [response] = await once(request, 'response')
  const body = /** @type {{ auth_token: string }} */ (await json(response))
  if (response.statusCode !== 200) throw new Error(`login-as-guest answered ${response.statusCode}`)
  return body.auth_token
}
