// @ts-check
import { serve } from './serve.mjs'
import { serveChat } from './socket-io-chat.mjs'

/** It keeps what was sent for two minutes, which is its default, for who comes back within them. */
await serve(() => serveChat({ connectionStateRecovery: { maxDisconnectionDuration: 2 * 60_000 } }))
