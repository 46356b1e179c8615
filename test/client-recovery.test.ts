import { describe, expect, test } from 'vitest'
import type { HubServer } from './support/hub-server.ts'
import { actions, connectionOf, heard, isIn, serve, start, until } from './support/hub-tried.ts'

const noHistory = ({ action }: { readonly action: string }) =>
  action === 'history' ? 'forbidden' : undefined

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
