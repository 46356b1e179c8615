import { describe, expect, test } from 'vitest'
import { actions, code, connectionOf, isIn, serve, start, until } from './support/hub-tried.ts'

describe('connecting', () => {
  test('says hello first, with the token beside the protocol and not in the URL', async () => {
    const server = await serve()
    const tried = start(server, { getToken: () => 'ada.token' })
    await isIn(tried, 'open')
    expect(connectionOf(server)?.token).toBe('ada.token')
    expect(actions(server)).toEqual(['hello'])
    expect(tried.client.user).toEqual({ id: 'ada.token', name: 'ada.token' })
    expect(tried.states.map(({ state }) => state)).toEqual(['connecting', 'open'])
  })

  test('asks for a token again after a refusal, and waits longer each time, but 30 s at most', async () => {
    let token = 0
    const server = await serve({ admits: (shown) => shown === 't9' })
    const tried = start(server, { getToken: () => `t${++token}` })
    tried.time.chance = 1
    const waits: number[] = []
    for (let attempt = 1; attempt < 9; attempt += 1) {
      await isIn(tried, 'waiting')
      const { state } = tried.client
      const wait = state.state === 'waiting' ? state.until - tried.time.now() : 0
      waits.push(wait)
      tried.time.pass(wait)
    }
    await isIn(tried, 'open')
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })

  test.each([
    [4000, 'revoked', 'closed'],
    [4101, 'slow', 'waiting'],
    [4201, 'rotate', 'connecting'],
  ])('after code %d (%s) it is %s', async (code, reason, state) => {
    const server = await serve()
    const tried = start(server)
    await isIn(tried, 'open')
    tried.time.pass(6_000)
    tried.time.chance = 0.5
    connectionOf(server)?.ws.close(code, reason)
    await until(() => tried.client.state.state !== 'open')
    tried.time.pass(0)
    expect(tried.client.state).toMatchObject({ state })
  })

  test('waits as long as a goodbye asks for', async () => {
    const server = await serve()
    const tried = start(server)
    await isIn(tried, 'open')
    tried.time.chance = 0.5
    server.goodbye('shutdown', true, 4200, [2_000, 4_000])
    await isIn(tried, 'waiting')
    expect(tried.time.waiting()).toContain(3_000)
  })

  test('is closed after a goodbye for good, whatever the code, and rejects what waits', async () => {
    const server = await serve({ intercept: ({ action }) => (action === 'publish' ? 'drop' : undefined) })
    const tried = start(server)
    await isIn(tried, 'open')
    const waiting = code(tried.client.channel('room:a').publish('x'))
    await until(() => actions(server).includes('publish'))
    server.goodbye('revoked', false, 1001)
    await isIn(tried, 'closed')
    expect(tried.client.state).toEqual({ state: 'closed', reason: 'revoked' })
    expect(await waiting).toBe('closed')
    expect(await code(tried.client.channel('room:a').join())).toBe('closed')
  })

  test('notices a connection that is silent: a ping each heartbeat, and 10 s for anything at all', async () => {
    let isDeaf = false
    const server = await serve({ heartbeat: 25_000, intercept: () => (isDeaf ? 'drop' : undefined) })
    const tried = start(server)
    await isIn(tried, 'open')
    tried.time.pass(25_000)
    await until(() => actions(server).at(-1) === 'ping')
    isDeaf = true
    tried.time.pass(25_000)
    tried.time.pass(9_999)
    expect(tried.client.state.state).toBe('open')
    tried.time.pass(1)
    expect(tried.client.state).toMatchObject({ state: 'waiting', reason: 'timeout' })
  })

  test('checks its line when the page comes back, and is done waiting', async () => {
    let isDeaf = false
    const server = await serve({ intercept: () => (isDeaf ? 'drop' : undefined) })
    const tried = start(server)
    await isIn(tried, 'open')
    isDeaf = true
    tried.time.look(true)
    tried.time.pass(2_000)
    expect(tried.client.state.state).toBe('waiting')
    isDeaf = false
    tried.time.look(true)
    await isIn(tried, 'open')
  })

  test('renews its token when the server says that it ends', async () => {
    const whys: string[] = []
    const server = await serve()
    const tried = start(server, { getToken: (why) => `${why}${whys.push(why)}` })
    await isIn(tried, 'open')
    connectionOf(server)?.event('expiring', { expiresAt: 1 })
    await until(() => actions(server).includes('refresh'))
    expect(connectionOf(server)?.asked.at(-1)).toMatchObject({ token: 'expiring2' })
  })
})

test('requests that go on timing out do not keep a dead connection', async () => {
  let isDeaf = false
  const server = await serve({ intercept: () => (isDeaf ? 'drop' : undefined) })
  const tried = start(server)
  await isIn(tried, 'open')
  isDeaf = true
  for (let second = 0; second < 24; second += 1) {
    tried.client
      .channel('room:a')
      .publish(second)
      .catch(() => {})
    tried.time.pass(1_000)
  }
  expect(tried.client.state.state).toBe('open')
  tried.time.pass(1_000)
  expect(tried.client.state).toMatchObject({ state: 'waiting', reason: 'timeout' })
})
