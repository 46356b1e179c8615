// @ts-check
import { guestToken } from './guest-token.mjs'
import { hubOptions } from './hub-options.mjs'
import { serve } from './serve.mjs'

/** Another build of Stoa can be measured by naming its entry (`--entry`). */
const entry = process.env.STOA_BENCH_ENTRY ?? '../../dist/presets/index.js'
const url = process.env.STOA_BENCH_REDIS

/** One node of a fleet. */
await serve(async () => {
  const { fleet } = await import(entry)
  if (fleet === undefined) throw new Error('this build has no fleet')
  const { port } = await fleet({
    redis: { url, prefix: 'bench' },
    host: '127.0.0.1',
    port: 0,
    limits: { rate: 1e6, burst: 1e6 },
    hub: hubOptions,
  })
  return { port, token: await guestToken(port) }
})
