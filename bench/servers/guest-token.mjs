// @ts-check
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * Leaves no connection behind that would be counted as a client's.
 *
 * @param {number} port of Stoa
 * @returns {Promise<string>}
 */
export async function guestToken(port) {
  const request = get({ host: '127.0.0.1', port, path: '/prod/login-as-guest', agent: false })
  const [response] = await once(request, 'response')
  const body = await text(response)
  if (response.statusCode !== 200) throw new Error(`login-as-guest answered ${response.statusCode}: ${body}`)
  return JSON.parse(body).auth_token
}
