import { expect, test } from 'vitest'
import { enterHub, type Frame, type HubClient } from './support/hub-client.ts'
import { recoveryHub } from './support/recovery-embedded.ts'
import { startServer, type TestServer } from './support/server.ts'

const channels = Array.from({ length: 32 }, (_, at) => `room:${at}`)
const limits = { ...recoveryHub.limits, requestsPerSecond: 10_000, burst: 10_000 }
const missed = 200
const data = 'x'.repeat(3_000)

/** Where each channel was before all of this was said in it. */
async function fill(ada: HubClient): Promise<Readonly<Record<string, unknown>>> {
  const resume: Record<string, unknown> = {}
  for (const channel of channels) {
    const { epoch } = await ada.data('publish', { channel, data: 0 })
    for (let count = 1; count < missed; count += 1) ada.client.send({ action: 'publish', channel, data })
    await ada.data('publish', { channel, data })
    resume[channel] = { epoch, offset: 1 }
  }
  return resume
}

async function comesBack(server: TestServer, resume: Readonly<Record<string, unknown>>, pauses: boolean) {
  const bob = await enterHub(server)
  if (pauses) bob.client.ws.pause()
  const hello = bob.data('hello', { resume })
  if (pauses) await enoughForNow(server)
  bob.client.ws.resume()
  const { resumed } = await hello
  const came = new Map(channels.map((channel) => [channel, [] as unknown[]]))
  for (const left = new Set(channels); left.size > 0; ) {
    const frame: Frame = JSON.parse(await bob.client.next())
    const channel = String(frame.channel)
    came.get(channel)?.push(frame.event === 'message' ? frame.offset : frame.event)
    if (frame.event === 'caught_up') left.delete(channel)
  }
  return { resumed, came }
}

/** A round of another client: what can be sent at once has been sent. */
async function enoughForNow(server: TestServer): Promise<void> {
  const eve = await enterHub(server)
  for (let count = 0; count < 50; count += 1) await eve.data('ping')
}

test.each([
  ['reads', false],
  ['begins to read late', true],
])('a client that %s gets much of many channels at once, and is not cut for it', async (_label, pauses) => {
  const server = await startServer({ hub: { ...recoveryHub, limits } })
  const resume = await fill(await enterHub(server))
  const { resumed, came } = await comesBack(server, resume, pauses)
  const offsets = Array.from({ length: missed }, (_, at) => at + 2)
  for (const channel of channels) {
    expect(resumed).toHaveProperty([channel], expect.objectContaining({ recovered: true, count: missed }))
    expect(came.get(channel)).toEqual([...offsets, 'caught_up'])
  }
})
