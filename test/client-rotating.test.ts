import { describe, expect, test } from 'vitest'
import { ends, heard, isIn, serve, start, until } from './support/hub-tried.ts'

describe('rotating', () => {
  test.each(['room:a', 'bare:a'])('loses nothing of %s and hands nothing out twice', async (name) => {
    const server = await serve()
    const tried = start(server, { getToken: () => 'ada' })
    const room = heard(tried.client, name)
    const directs: unknown[] = []
    const entities: unknown[] = []
    tried.client.on('direct', ({ data }) => directs.push(data))
    tried.client.subscribe('e1', (data) => entities.push(data))
    await room.channel.join()
    await until(() => server.entities.get('e1')?.size === 1)
    const [first] = server.connections
    let n = 0
    const say = (): void => {
      n += 1
      server.room(name).publish({ id: 'x' }, n, `k${n}`)
      for (const connection of server.connections) {
        const mid = `m${n}`
        connection.event('direct', { mid, from: { id: 'x', name: 'x' }, ts: n, data: n })
      }
      for (const member of server.entities.get('e1') ?? [])
        member.event('entity', { mid: `e${n}`, entity: 'e1', data: n })
    }
    say()
    server.goodbye('rotate', true, 0)
    const beat = setInterval(say, 1)
    ends.push(() => clearInterval(beat))
    await until(() => tried.time.waiting().includes(0))
    tried.time.pass(0)
    await until(() => first !== undefined && !server.connections.has(first))
    clearInterval(beat)
    await until(() => room.data.length >= n)
    const all = Array.from({ length: n }, (_, at) => at + 1)
    expect(room.data).toEqual(all)
    expect(directs).toEqual(all)
    expect(entities).toEqual(all)
    expect(room.gaps).toEqual([])
    expect(tried.states.map(({ state }) => state)).toEqual(['connecting', 'open', 'open'])
    expect(server.connections.size).toBe(1)
  })

  test('is ahead of the end that the server tells', async () => {
    let rotateAt = 0
    const server = await serve({
      heartbeat: 10_000_000,
      hello: () => (rotateAt > 0 ? { rotateAt, now: 5_000 } : {}),
    })
    const tried = start(server, { opens: false })
    // The client's clock is another one.
    rotateAt = 5_000 + 3_600_000
    tried.time.chance = 0
    tried.client.open()
    await isIn(tried, 'open')
    expect(tried.time.waiting()).toContain(3_600_000 - 60_000)
    tried.time.pass(3_539_999)
    expect(server.opened).toBe(1)
    tried.time.pass(1)
    await until(() => server.opened === 2 && server.connections.size === 1)
  })

  test('keeps the order of what is published meanwhile', async () => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const said: Promise<unknown>[] = []
    const beat = setInterval(() => said.push(room.channel.publish(said.length)), 1)
    ends.push(() => clearInterval(beat))
    server.goodbye('rotate', true, 0)
    await until(() => tried.time.waiting().includes(0))
    tried.time.pass(0)
    const [first] = server.connections
    await until(() => first !== undefined && !server.connections.has(first))
    clearInterval(beat)
    tried.time.pass(0)
    await Promise.all(said)
    await until(() => room.data.length === said.length)
    expect(room.data).toEqual(said.map((_, n) => n))
  })
})
