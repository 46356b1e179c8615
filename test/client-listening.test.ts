import { describe, expect, test } from 'vitest'
import type { Message } from '../src/client/index.ts'
import { heard, isIn, serve, start, until } from './support/hub-tried.ts'

describe('listening', () => {
  test('is not hurt by a listener that throws', async () => {
    const server = await serve()
    const tried = start(server)
    const { channel, data } = heard(tried.client, 'room:a')
    channel.on('message', () => {
      throw new Error('mine')
    })
    const after: unknown[] = []
    channel.on('message', (message) => after.push(message.data))
    await channel.join()
    await channel.publish(1)
    await until(() => after.length === 1)
    expect(data).toEqual([1])
    expect(tried.failures).toMatchObject([{ code: 'listener' }])
  })

  test('is never in the middle of the caller', async () => {
    const server = await serve()
    const tried = start(server)
    let isInCall = false
    let wasInCall = false
    const { channel } = heard(tried.client, 'room:a')
    channel.on('state', () => {
      wasInCall ||= isInCall
    })
    isInCall = true
    const joined = channel.join()
    isInCall = false
    await joined
    expect(wasInCall).toBe(false)
  })

  test('iterates over messages until the channel is left', async () => {
    const server = await serve()
    const tried = start(server)
    const channel = tried.client.channel<number>('room:a')
    const seen: number[] = []
    const reading = (async () => {
      for await (const { data } of channel) seen.push(data)
    })()
    await channel.join()
    for (const n of [1, 2, 3]) await channel.publish(n)
    await until(() => seen.length === 3)
    await channel.leave()
    await reading
    expect(seen).toEqual([1, 2, 3])
  })

  test('drops the oldest for an iterator that nobody reads, and reports it', async () => {
    const server = await serve()
    const tried = start(server)
    const { channel, data, gaps } = heard(tried.client, 'room:a')
    const iterator = channel[Symbol.asyncIterator]()
    await channel.join()
    for (let n = 1; n <= 1_010; n += 1) server.room('room:a').publish({}, n, `k${n}`)
    await until(() => data.length === 1_010)
    const first: IteratorResult<Message<unknown>> = await iterator.next()
    expect(first.value?.data).toBe(11)
    await until(() => gaps.length === 1)
    expect(gaps).toMatchObject([{ after: { offset: 0 }, now: { offset: 10 }, cause: 'slow' }])
  })

  test('hears an entity over a reconnect, until nobody listens', async () => {
    const server = await serve()
    const tried = start(server)
    const seen: unknown[] = []
    const stop = tried.client.subscribe('e1', (data) => seen.push(data))
    await until(() => server.entities.get('e1')?.size === 1)
    server.drop()
    await isIn(tried, 'waiting')
    await until(() => server.entities.get('e1')?.size === 0)
    tried.time.pass(500)
    await until(() => server.entities.get('e1')?.size === 1)
    for (const member of server.entities.get('e1') ?? [])
      member.event('entity', { mid: 'e', entity: 'e1', data: 7 })
    await until(() => seen.length === 1)
    stop()
    await until(() => server.entities.get('e1')?.size === 0)
    expect(seen).toEqual([7])
  })
})
