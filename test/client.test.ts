import { afterEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import {
  type Client,
  type ClientOptions,
  type ConnectionState,
  connect,
  type Gap,
  HubFailure,
  type Message,
} from '../src/client/index.ts'
import { HubServer, type HubServerOptions } from './support/hub-server.ts'
import { ManualPlatform } from './support/hub-server-time.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function serve(options: HubServerOptions = {}): Promise<HubServer> {
  const server = await HubServer.start(options)
  ends.push(() => server.stop())
  return server
}

interface Tried {
  readonly client: Client
  readonly time: ManualPlatform
  readonly states: ConnectionState[]
  readonly failures: HubFailure[]
}

function start(server: { readonly url: string }, options: Partial<ClientOptions> = {}): Tried {
  const time = new ManualPlatform()
  const client = connect({ url: server.url, WebSocket, platform: time, ...options })
  const states: ConnectionState[] = []
  const failures: HubFailure[] = []
  client.on('state', (state) => states.push(state))
  client.on('error', (failure) => failures.push(failure))
  ends.push(() => client.close())
  return { client, time, states, failures }
}

const until = async (claim: () => boolean): Promise<void> => {
  await expect.poll(claim, { timeout: 10_000, interval: 5 }).toBe(true)
}

const isIn = ({ client }: Tried, state: ConnectionState['state']): Promise<void> =>
  until(() => client.state.state === state)

/** What a channel hands out. */
function heard(client: Client, name: string) {
  const channel = client.channel<unknown>(name)
  const data: unknown[] = []
  const gaps: Gap[] = []
  channel.on('message', (message) => data.push(message.data))
  channel.on('gap', (gap) => gaps.push(gap))
  return { channel, data, gaps }
}

const connectionOf = (server: HubServer) => [...server.connections].at(-1)
const actions = (server: HubServer): string[] => connectionOf(server)?.asked.map(({ action }) => action) ?? []
const keyOf = (server: HubServer): unknown =>
  connectionOf(server)?.asked.find(({ action }) => action === 'publish')?.key
const code = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof HubFailure ? error.code : String(error)),
  )

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

describe('recovery', () => {
  test('hands out what was missed, in order and once, with what came before and after it', async () => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    const caughtUp: number[] = []
    room.channel.on('caughtUp', ({ offset }) => caughtUp.push(offset))
    await room.channel.join()
    const say = (n: number) => server.room('room:a').publish({ id: 'x', name: 'x' }, n, `k${n}`)
    say(1)
    await until(() => room.data.length === 1)
    server.drop()
    await isIn(tried, 'waiting')
    for (const n of [2, 3, 4]) say(n)
    tried.time.pass(500)
    await isIn(tried, 'open')
    say(5)
    await until(() => room.data.length === 5)
    expect(room.data).toEqual([1, 2, 3, 4, 5])
    expect(room.gaps).toEqual([])
    expect(caughtUp).toEqual([0, 4])
    // One frame for all channels, and no join.
    expect(actions(server).slice(0, 1)).toEqual(['hello'])
    expect(actions(server)).not.toContain('join')
  })

  test('says what it could not get back', async () => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const { epoch } = server.room('room:a')
    const say = (n: number) => server.room('room:a').publish({ id: 'x', name: 'x' }, n, `k${n}`)
    say(1)
    await until(() => room.data.length === 1)
    server.drop()
    await isIn(tried, 'waiting')
    for (const n of [2, 3, 4]) say(n)
    server.room('room:a').trim(1)
    tried.time.pass(500)
    await isIn(tried, 'open')
    say(5)
    await until(() => room.data.length === 2)
    expect(room.data).toEqual([1, 5])
    expect(room.gaps).toEqual([{ after: { epoch, offset: 1 }, now: { epoch, offset: 4 }, cause: 'history' }])
  })

  test('takes over another epoch, and says so', async () => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const kept = server.room('room:a')
    const before = kept.epoch
    kept.publish({}, 1, 'k1')
    kept.forget()
    kept.publish({}, 2, 'k2')
    await until(() => room.data.length === 2)
    expect(room.gaps).toEqual([
      { after: { epoch: before, offset: 1 }, now: { epoch: kept.epoch, offset: 0 }, cause: 'history' },
    ])
    expect(room.channel.position).toEqual({ epoch: kept.epoch, offset: 1 })
  })

  test('asks for a gap after 300 ms, and not before', async () => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const kept = server.room('room:a')
    kept.isMute = true
    kept.publish({}, 1, 'k1')
    kept.publish({}, 2, 'k2')
    kept.isMute = false
    kept.publish({}, 3, 'k3')
    await until(() => tried.time.waiting().includes(300))
    tried.time.pass(299)
    expect(actions(server)).not.toContain('history')
    tried.time.pass(1)
    await until(() => room.data.length === 3)
    expect(room.data).toEqual([1, 2, 3])
    expect(room.gaps).toEqual([])
  })

  test('finds a gap at the end by the position that the server tells', async () => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const kept = server.room('room:a')
    kept.isMute = true
    kept.publish({}, 1, 'k1')
    kept.tell('position', { offset: 1, epoch: kept.epoch })
    await until(() => tried.time.waiting().includes(300))
    tried.time.pass(300)
    await until(() => room.data.length === 1)
    expect(room.data).toEqual([1])
  })

  test.each([
    ['is trimmed', (server: HubServer) => server.room('room:a').trim(1)],
    ['may not be read', (server: HubServer) => Object.assign(server.options, { intercept: noHistory })],
  ])('reports a gap that %s', async (_name, harm) => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const kept = server.room('room:a')
    kept.isMute = true
    for (const n of [1, 2]) kept.publish({}, n, `k${n}`)
    kept.isMute = false
    kept.publish({}, 3, 'k3')
    harm(server)
    await until(() => tried.time.waiting().includes(300))
    tried.time.pass(300)
    await until(() => room.data.length === 1)
    expect(room.data).toEqual([3])
    expect(room.gaps).toMatchObject([{ after: { offset: 0 }, now: { offset: 2 } }])
  })

  test('puts in order what comes in another, and drops what comes twice', async () => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    const { epoch } = server.room('room:a')
    for (const offset of [2, 1, 1, 4, 2, 3, 5, 4]) {
      connectionOf(server)?.event('message', {
        channel: 'room:a',
        offset,
        epoch,
        mid: `m${offset}`,
        data: offset,
      })
    }
    await until(() => room.data.length === 5)
    expect(room.data).toEqual([1, 2, 3, 4, 5])
  })

  test('joins a channel without history again, and says that something may be lost', async () => {
    const server = await serve()
    const tried = start(server)
    const room = heard(tried.client, 'bare:a')
    await room.channel.join()
    server.drop()
    await isIn(tried, 'waiting')
    tried.time.pass(500)
    await until(() => room.channel.state === 'joined')
    await until(() => room.gaps.length === 1)
    expect(room.gaps).toEqual([{ after: undefined, now: { epoch: '', offset: 0 }, cause: 'history' }])
    await room.channel.publish('here')
    await until(() => room.data.length === 1)
  })
})

const noHistory = ({ action }: { readonly action: string }) =>
  action === 'history' ? 'forbidden' : undefined

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
      for (const member of server.entities.get('e1') ?? []) member.event('entity', { entity: 'e1', data: n })
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
      hello: () => (rotateAt > 0 ? { rotateAt } : {}),
    })
    const tried = start(server, { opens: false })
    rotateAt = tried.time.now() + 3_600_000
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
    for (const member of server.entities.get('e1') ?? []) member.event('entity', { entity: 'e1', data: 7 })
    await until(() => seen.length === 1)
    stop()
    await until(() => server.entities.get('e1')?.size === 0)
    expect(seen).toEqual([7])
  })
})

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

test('what is far too large is not sent', async () => {
  const server = await serve()
  const tried = start(server)
  expect(await code(tried.client.channel('room:a').publish('x'.repeat(40_000)))).toBe('too_large')
  expect(actions(server)).toEqual(['hello'])
})
