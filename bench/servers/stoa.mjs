// @ts-check
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { serve } from './serve.mjs'

/** Another build of Stoa can be measured by naming its entry (`--entry`). */
const entry = process.env.STOA_BENCH_ENTRY ?? '../../dist/presets/index.js'

await serve(async () => {
  const { embedded } = await import(entry)
  const { port } = await embedded({
    host: '127.0.0.1',
    port: 0,
    data: undefined,
    limits: { rate: 1e6, burst: 1e6 },
  })
  return { port, token: await guestToken(port) }
})

/**
 * Leaves no connection behind that would be counted as a client's.
 *
 * @param {number} port
 * @returns {Promise<string>}
 */
async function guestToken(port) {
  const request = get({ host: '127.0.0.1', port, path: '/prod/login-as-guest', agent: false })
  const [response] = await once(request, 'response')
  const body = await text(response)
  if (response.statusCode !== 200) throw new Error(`login-as-guest answered ${response.statusCode}: ${body}`)
  return JSON.parse(body).auth_token
}
