import { expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { login, startServer } from './support/server.ts'

const messages = 2_000
const channels = ['a', 'b', 'c']

/** What the broadcasts of a channel say, in the order in which they came. */
function heard(frames: readonly string[], channel: string): number[] {
  return frames
    .map((frame) => JSON.parse(frame))
    .filter(({ payload }) => payload?.channel === channel)
    .map(({ payload }) => Number(payload.message))
}

test('with many messages a turn, everybody sees each channel in order, and a sender its ack before its copy', async () => {
  const server = await startServer({ limits: { rate: 1e6, burst: 1e6 } })
  const { auth_token } = await login(server)
  const connect = async (): Promise<Client> => {
    const client = await Client.open(`${server.wsUrl}/?auth_token=${auth_token}`)
    client.send({ type: 'set-name', payload: { username: 'Ada' } })
    for (const channel of channels) client.send({ type: 'join', payload: { channel } })
    await client.take(2 + channels.length)
    return client
  }
  const [speaker, listener] = [await connect(), await connect()]
  for (let number = 0; number < messages; number += 1) {
    const channel = channels[number % channels.length]
    speaker.send({ type: 'message', payload: { channel, message: `${number}` } })
  }
  const own = await speaker.take(messages * 2)
  const others = await listener.take(messages)
  const acks = own
    .filter((frame) => frame.startsWith('{"message"'))
    .map((frame) => Number(frame.split(': ')[1]?.slice(0, -2)))
  expect(acks).toEqual(Array.from({ length: messages }, (_, number) => number))
  for (const channel of channels) {
    const expected = acks.filter((number) => channels[number % channels.length] === channel)
    expect(heard(own, channel)).toEqual(expected)
    expect(heard(others, channel)).toEqual(expected)
  }
  const ackAt = new Map(
    own.map((frame, at) => [/^{"message":"Message sent to .: (\d+)"}$/.exec(frame)?.[1], at]),
  )
  const copyAt = own.map((frame): string | undefined => JSON.parse(frame).payload?.message)
  const early = copyAt.filter((number, at) => number !== undefined && (ackAt.get(number) ?? at) >= at)
  expect(early).toEqual([])
})

test('what was said before leaving comes back before the leave is confirmed, however fast it all goes', async () => {
  const server = await startServer()
  const { auth_token } = await login(server)
  const client = await Client.open(`${server.wsUrl}/?auth_token=${auth_token}`)
  client.send({ type: 'set-name', payload: { username: 'Ada' } })
  await client.take(2)
  for (let round = 0; round < 50; round += 1) {
    client.send({ type: 'join', payload: { channel: 'c' } })
    client.send({ type: 'message', payload: { channel: 'c', message: `${round}` } })
    client.send({ type: 'leave', payload: { channel: 'c' } })
  }
  const frames = await client.take(200)
  for (let round = 0; round < 50; round += 1) {
    const [joined, ack, copy, left] = frames.slice(round * 4)
    expect(joined).toBe('{"message":"You have joined c"}')
    expect(ack).toBe(`{"message":"Message sent to c: ${round}"}`)
    expect(copy).toContain(`"message":"${round}"`)
    expect(left).toBe('{"message":"You have left c"}')
  }
})
