import { describe, expect, test } from 'vitest'
import { actions, connectionOf, heard, isIn, serve, start, until } from './support/hub-tried.ts'

const never = (): Promise<string> => new Promise(() => {})
const ways: [string, () => string | undefined | Promise<string>][] = [
  ['rejects', () => Promise.reject(new Error('no line'))],
  [
    'throws',
    () => {
      throw new Error('no line')
    },
  ],
  ['never answers', never],
  ['is empty', () => ''],
  ['has none', () => undefined],
]

describe('a token that ends in the middle of a conversation, when a new one', () => {
  test.each(ways)('%s, costs a reconnect and no message', async (_name, fresh) => {
    let isIll = false
    const server = await serve({ admits: (token) => token !== undefined })
    const tried = start(server, { getToken: () => (isIll ? fresh() : 'ada') })
    const room = heard(tried.client, 'room:a')
    await room.channel.join()
    isIll = true
    connectionOf(server)?.event('expiring', { expiresAt: 1 })
    connectionOf(server)?.event('expiring', { expiresAt: 1 })
    server.goodbye('expired', true, 4102)
    await isIn(tried, 'waiting')
    const said = room.channel.publish('later')
    tried.time.pass(500)
    await new Promise(setImmediate)
    tried.time.pass(15_000)
    await isIn(tried, 'waiting')
    isIll = false
    tried.time.pass(30_000)
    await isIn(tried, 'open')
    expect(await said).toMatchObject({ offset: 1 })
    await until(() => room.data.length === 1)
    expect(room.gaps).toEqual([])
  })

  test('is asked for, asks once, however often the server says so', async () => {
    const whys: string[] = []
    const answers: ((token: string) => void)[] = []
    const server = await serve()
    const tried = start(server, {
      getToken: (why) => {
        whys.push(why)
        return why === 'connect' ? 'ada' : new Promise((resolve) => answers.push(resolve))
      },
    })
    await isIn(tried, 'open')
    const end = (): void => connectionOf(server)?.event('expiring', { expiresAt: 1 })
    for (let n = 0; n < 5; n += 1) end()
    await until(() => answers.length > 0)
    answers[0]?.('bob')
    await until(() => actions(server).includes('refresh'))
    end()
    await until(() => answers.length === 2)
    expect(whys).toEqual(['connect', 'expiring', 'expiring'])
  })
})

test('a machine that slept for an hour is back at once, with what was missed, and nothing twice', async () => {
  const server = await serve()
  const tried = start(server)
  const room = heard(tried.client, 'room:a')
  await room.channel.join()
  server.room('room:a').publish({}, 1, 'k1')
  await until(() => room.data.length === 1)
  tried.time.jump(3_600_000)
  server.drop()
  server.room('room:a').publish({}, 2, 'k2')
  await isIn(tried, 'waiting')
  tried.time.look(false)
  expect(tried.client.state.state).toBe('waiting')
  tried.time.look(true)
  await isIn(tried, 'open')
  await until(() => room.data.length === 2)
  expect([room.data, room.gaps]).toEqual([[1, 2], []])
})
