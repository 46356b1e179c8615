// @ts-check
import { createAdapter } from '@socket.io/redis-adapter'
import { createClient } from 'redis'
import { serve } from './serve.mjs'
import { serveChat } from './socket-io-chat.mjs'

/** One node of several, with a connection to Redis to publish and one to subscribe, as its documentation has it. */
await serve(async () => {
  const publisher = createClient({ url: process.env.STOA_BENCH_REDIS ?? '' })
  const subscriber = publisher.duplicate()
  await Promise.all([publisher.connect(), subscriber.connect()])
  const listening = await serveChat({ adapter: createAdapter(publisher, subscriber) })
  // What the adapter has subscribed to by then, it hears.
  await subscriber.ping()
  return listening
})
