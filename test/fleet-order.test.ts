import { afterAll, beforeAll, expect, test } from 'vitest'
import { startThree } from './support/fleet.ts'
import { chatter, join, leave, message, setName } from './support/fleet-clients.ts'
import { startRedis, type TestRedis } from './support/redis.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

const rounds = 40
const frames = 60

/** A frame, and what its reply must have in it. */
type Step = readonly [frame: string | object, reply: string]

/** Anything that a client may send without waiting, in an order that is another one each time. */
function step(tag: string): Step {
  const steps: readonly Step[] = [
    [message('x', tag), `Message sent to x: ${tag}`],
    [message('x', tag), `Message sent to x: ${tag}`],
    [message('y', tag), `Message sent to y: ${tag}`],
    [setName(`n${tag}`), `Username set to n${tag}`],
    [join(`c${tag}`), `You have joined c${tag}`],
    [leave(`c${tag}`), 'You must join the channel first'],
    ['{', 'Error handling message'],
    ['{"type":"dance"}', 'Invalid message'],
  ]
  return steps[Math.floor(Math.random() * steps.length)] ?? ['{', '']
}

/** What was acked, for each channel. No copy is ahead of its ack. */
function ackedIn(heard: readonly string[]): Record<'x' | 'y', string[]> {
  const acked: Record<'x' | 'y', string[]> = { x: [], y: [] }
  const early: string[] = []
  for (const frame of heard) {
    const [, channel, tag = ''] = /Message sent to ([xy]): (\w+)/.exec(frame) ?? []
    if (channel === 'x' || channel === 'y') acked[channel].push(tag)
    const [, copy] = /"message":"(r\w+)"/.exec(frame) ?? []
    if (copy !== undefined && ![...acked.x, ...acked.y].includes(copy)) early.push(copy)
  }
  expect(early).toEqual([])
  return acked
}

const isSaid = (frame: string): boolean => frame.includes('chat_message_received')

test('a client that does not wait gets its replies in order, each ack ahead of its own copy', async () => {
  const [one, other] = await startThree(redis)
  const ada = await chatter(one, 'Ada', 'x', 'y')
  const bob = await chatter(other, 'Bob', 'x', 'y')
  for (let round = 0; round < rounds; round += 1) {
    const steps = Array.from({ length: frames }, (_, at) => step(`r${round}a${at}`))
    for (const [frame] of steps) ada.send(frame)
    const own = steps.filter(([, reply]) => reply.startsWith('Message sent')).length
    const heard = await ada.take(frames + own)
    const replies = heard.filter((frame) => !isSaid(frame))
    for (const [at, [, reply]] of steps.entries()) expect(replies[at]).toContain(reply)
    const received = await bob.take(own)
    for (const [channel, acked] of Object.entries(ackedIn(heard))) {
      const inChannel = received.filter((frame) => frame.endsWith(`"channel":"${channel}"}}`))
      expect(inChannel.map((frame) => /"message":"(\w+)"/.exec(frame)?.[1])).toEqual(acked)
    }
  }
})
