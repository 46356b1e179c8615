// @ts-check
import { serve } from './serve.mjs'
import { serveChat } from './socket-io-chat.mjs'

await serve(() => serveChat())
