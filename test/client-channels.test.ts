import { describe, expect, test } from 'vitest'
import { actions, code, connectionOf, heard, isIn, serve, start, until } from './support/hub-tried.ts'

describe('channels', () => {
  test('are refused with the reason, and not asked for again', async () => {
    const server = await serve({ intercept: ({ action }) => (action === 'join' ? 'forbidden' : undefined) })
    const tried = start(server)
    const { channel } = heard(tried.client, 'room:a')
    expect(await code(channel.join())).toBe('forbidden')
    expect(channel.state).toBe('refused')
    server.drop()
    await isIn(tried, 'waiting')
    tried.time.pass(500)
    await isIn(tried, 'open')
    expect(actions(server)).not.toContain('join')
  })

  test.each(['unavailable', 'internal', 'rate_limited'] as const)(
    'are tried again by themselves while the server says %s',
    async (refusal) => {
      let refusals = 3
      const server = await serve({
        intercept: ({ action }) => (action === 'join' && refusals-- > 0 ? refusal : undefined),
      })
      const tried = start(server)
      const joined = code(heard(tried.client, 'room:a').channel.join())
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await until(() => actions(server).filter((action) => action === 'join').length === attempt)
        await until(() => tried.time.waiting().includes(50))
        tried.time.pass(50)
      }
      expect(await joined).toBe('ok')
    },
  )

  test('are refused when the server is unavailable for the fourth time, and asked for again with the next join', async () => {
    let isAway = true
    const server = await serve({
      intercept: ({ action }) => (isAway && action === 'join' ? 'unavailable' : undefined),
    })
    const tried = start(server)
    const { channel } = heard(tried.client, 'room:a')
    const joined = code(channel.join())
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await until(() => tried.time.waiting().includes(50))
      tried.time.pass(50)
    }
    expect(await joined).toBe('unavailable')
    expect([channel.state, actions(server)]).toEqual(['refused', ['hello', ...Array(4).fill('join')]])
    isAway = false
    expect(await code(channel.join())).toBe('ok')
  })

  test('that were left stay so', async () => {
    const server = await serve()
    const tried = start(server)
    const { channel, data } = heard(tried.client, 'room:a')
    await channel.join()
    await channel.leave()
    await channel.publish(1)
    server.drop()
    await isIn(tried, 'waiting')
    tried.time.pass(500)
    await isIn(tried, 'open')
    expect(connectionOf(server)?.asked[0]).toMatchObject({ resume: {} })
    expect([channel.state, data]).toEqual(['idle', []])
  })

  test('begin where the program says', async () => {
    const server = await serve()
    const tried = start(server)
    const kept = server.room('room:a')
    for (const n of [1, 2, 3]) kept.publish({}, n, `k${n}`)
    const { channel, data } = heard(tried.client, 'room:a')
    await channel.join({ epoch: kept.epoch, offset: 1 })
    await until(() => data.length === 2)
    expect(data).toEqual([2, 3])
  })

  test('know who is there, over a reconnect', async () => {
    const server = await serve()
    const ada = start(server, { getToken: () => 'ada' })
    const bob = start(server, { getToken: () => 'bob' })
    const { channel } = heard(ada.client, 'room:a')
    const names = () => channel.presence.members.map(({ name }) => name).sort()
    await channel.join()
    expect(names()).toEqual(['ada'])
    await bob.client.channel('room:a').join()
    await until(() => names().length === 2)
    const [first] = server.connections
    first?.ws.terminate()
    await isIn(ada, 'waiting')
    await bob.client.channel('room:a').leave()
    ada.time.pass(500)
    await until(() => names().join() === 'ada')
    expect(channel.presence.count).toBe(1)
  })
})
