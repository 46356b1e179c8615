import { describe, expect, test } from 'vitest'
import { actions, code, connectionOf, heard, isIn, keyOf, serve, start, until } from './support/hub-tried.ts'

describe('publishing', () => {
  test('sends again with the same key and another id until it is acknowledged', async () => {
    let drops = 2
    const server = await serve({
      intercept: ({ action }) => (action === 'publish' && drops-- > 0 ? 'drop' : undefined),
    })
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const said = room.channel.publish({ n: 1 })
    const keys: unknown[] = []
    for (let connection = 1; connection <= 2; connection += 1) {
      await until(() => actions(server).includes('publish'))
      keys.push(keyOf(server))
      server.drop()
      await isIn(tried, 'waiting')
      tried.time.pass(30_000)
      await isIn(tried, 'open')
    }
    expect(await said).toMatchObject({ offset: 1 })
    expect(new Set([...keys, keyOf(server)]).size).toBe(1)
    await until(() => room.data.length === 1)
    expect(server.room('room:a').kept).toHaveLength(1)
  })

  test('refuses what does not fit into the buffer', async () => {
    const server = await serve()
    const tried = start(server, { maxBuffered: 2, opens: false })
    const { channel } = heard(tried.client, 'room:a')
    const first = [channel.publish(1), channel.publish(2)]
    expect(await code(channel.publish(3))).toBe('buffer_full')
    tried.client.open()
    expect(await Promise.all(first)).toMatchObject([{ offset: 1 }, { offset: 2 }])
  })

  test('keeps the order over a reconnect', async () => {
    let isDeaf = true
    const server = await serve({
      intercept: ({ action }) => (isDeaf && action === 'publish' ? 'drop' : undefined),
    })
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const said = Array.from({ length: 20 }, (_, n) => room.channel.publish(n))
    await until(() => actions(server).filter((action) => action === 'publish').length === 20)
    isDeaf = false
    server.drop()
    await isIn(tried, 'waiting')
    tried.time.pass(1_000)
    await Promise.all(said)
    await until(() => room.data.length === 20)
    expect(room.data).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  test('does not send again what the server may have forgotten to have had', async () => {
    const server = await serve({ intercept: ({ action }) => (action === 'publish' ? 'drop' : undefined) })
    const tried = start(server)
    await isIn(tried, 'open')
    const said = code(tried.client.channel('room:a').publish(1))
    await until(() => actions(server).includes('publish'))
    server.drop()
    await isIn(tried, 'waiting')
    tried.client.close()
    expect(await said).toBe('closed')
    tried.client.open()
    await isIn(tried, 'open')
    const other = code(tried.client.channel('room:a').publish(2))
    await until(() => actions(server).includes('publish'))
    tried.time.chance = 1
    server.drop()
    await isIn(tried, 'waiting')
    tried.time.jump(5 * 60_000)
    tried.time.look(true)
    expect(await other).toBe('uncertain')
  })

  test('waits as long as the rate limit says, and sends again', async () => {
    let refusals = 1
    const server = await serve({
      intercept: ({ action }) => (action === 'publish' && refusals-- > 0 ? 'rate_limited' : undefined),
    })
    const tried = start(server)
    await isIn(tried, 'open')
    const said = tried.client.channel('room:a').publish(1)
    await until(() => tried.time.waiting().includes(50))
    tried.time.pass(50)
    expect(await said).toMatchObject({ offset: 1 })
  })

  test('keeps below the limits that the server tells', async () => {
    const server = await serve({ limits: { requestsPerSecond: 10, burst: 10 } })
    const tried = start(server)
    await isIn(tried, 'open')
    const said = Array.from({ length: 20 }, (_, n) => tried.client.channel('room:a').publish(n))
    await until(() => actions(server).length > 5)
    expect(actions(server).length).toBeLessThanOrEqual(10)
    for (let second = 0; second < 20; second += 1) {
      tried.time.pass(200)
      await new Promise(setImmediate)
    }
    await Promise.all(said)
    expect(server.room('room:a').kept.map(({ data }) => data)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    )
  })

  test('tries again with the same key while the server is unavailable', async () => {
    let refusals = 2
    const server = await serve({
      intercept: ({ action }) => (action === 'publish' && refusals-- > 0 ? 'unavailable' : undefined),
    })
    const tried = start(server)
    await isIn(tried, 'open')
    const said = tried.client.channel('room:a').publish(1)
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await until(() => tried.time.waiting().includes(50))
      tried.time.pass(50)
    }
    expect(await said).toMatchObject({ offset: 1 })
    const keys = connectionOf(server)?.asked.flatMap(({ action, key }) => (action === 'publish' ? [key] : []))
    expect([keys?.length, new Set(keys).size]).toEqual([3, 1])
  })

  test('is told what is wrong', async () => {
    const server = await serve({ intercept: ({ action }) => (action === 'publish' ? 'muted' : undefined) })
    const tried = start(server)
    await expect(tried.client.channel('room:a').publish(1)).rejects.toMatchObject({
      code: 'muted',
      status: 403,
      retryable: false,
      requestId: 'r',
    })
  })
})

test('what is far too large is not sent', async () => {
  const server = await serve()
  const tried = start(server)
  expect(await code(tried.client.channel('room:a').publish('x'.repeat(40_000)))).toBe('too_large')
  expect(actions(server)).toEqual(['hello'])
})
