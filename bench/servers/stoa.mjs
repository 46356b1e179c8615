// @ts-check
import { guestToken } from './guest-token.mjs'
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
