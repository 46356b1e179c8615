// @ts-check
import { guestToken } from './guest-token.mjs'
import { hubOptions } from './hub-options.mjs'
import { serve } from './serve.mjs'

/** Another build of Stoa can be measured by naming its entry (`--entry`). */
const entry = process.env.STOA_BENCH_ENTRY ?? '../../dist/presets/index.js'

/**
 * A server with the hub as it is by default, whose limits are raised and not off. Guests may come from many addresses.
 *
 * @param {string} [data] the folder, if it is to have one
 */
export function serveHub(data) {
  return serve(async () => {
    const { embedded } = await import(entry)
    const { port } = await embedded({
      host: '127.0.0.1',
      port: 0,
      trustedProxies: ['loopback'],
      hub: hubOptions,
      ...(data !== undefined && { data }),
    })
    return { port, token: await guestToken(port) }
  })
}
