import { describe, expect, test, vi } from 'vitest'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { usersContract } from '../../core/ports/users.contract.ts'
import type { Users } from '../../core/ports/users.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'
import type { Argument, Listener, Redis } from './redis.ts'
import { openRedisUsers } from './users.ts'

usersContract('redis', async () => openRedisUsers(await openedRedis()))

/** The name of a user, if it was there without asking Redis. */
async function atOnce(users: Users, userId: string): Promise<string | undefined> {
  const name = users.name(userId)
  if (!(name instanceof Promise)) return name
  await name
  return undefined
}

describe('names over several nodes', () => {
  test('a name that was asked for once is there at once', async () => {
    const users = await openRedisUsers(await openedRedis())
    await users.rename('ada', 'Ada')
    expect(await users.name('ada')).toBe('Ada')
    expect(await atOnce(users, 'ada')).toBe('Ada')
  })

  test('a name that was chosen here is there at once', async () => {
    const users = await openRedisUsers(await openedRedis())
    await users.rename('ada', 'Ada')
    await vi.waitFor(async () => expect(await atOnce(users, 'ada')).toBe('Ada'))
  })

  test('a rename on one node reaches what the others remember', async () => {
    const prefix = freshPrefix()
    const [one, another] = [
      await openRedisUsers(await openedRedis(prefix)),
      await openRedisUsers(await openedRedis(prefix)),
    ]
    for (let index = 0; index < 50; index += 1) {
      const userId = `user ${index} \ud800`
      await one.rename(userId, 'before')
      await another.name(userId)
      expect(await atOnce(another, userId)).toBe('before')
      await one.rename(userId, 'after')
      await vi.waitFor(async () => expect(await another.name(userId)).toBe('after'))
    }
  })

  test('that there is no name is not remembered', async () => {
    const prefix = freshPrefix()
    const [one, another] = [
      await openRedisUsers(await openedRedis(prefix)),
      await openRedisUsers(await openedRedis(prefix)),
    ]
    expect(await another.name('ada')).toBeUndefined()
    await one.rename('ada', 'Ada')
    expect(await another.name('ada')).toBe('Ada')
  })

  test('what a node remembers is forgotten once it has not heard the others for a while', async () => {
    const redis = await openedRedis()
    const spied = spiedOn(redis)
    const users = await openRedisUsers(spied.redis)
    await users.rename('ada', 'Ada')
    await users.name('ada')
    await Promise.all(spied.listeners.map((listener) => listener.back()))
    expect(await atOnce(users, 'ada')).toBeUndefined()
    expect(await users.name('ada')).toBe('Ada')
  })

  test('a node that was cut off knows what was renamed meanwhile once it is back', async () => {
    const prefix = freshPrefix()
    const [redis, cutOff] = [await openedRedis(prefix), await openedRedis(prefix)]
    const [one, another] = [await openRedisUsers(redis), await openRedisUsers(cutOff)]
    await one.rename('ada', 'before')
    await another.name('ada')
    const client = await cutOff.command('any', ['CLIENT', 'ID'])
    await redis.command('any', ['CLIENT', 'KILL', 'ID', String(client)])
    await one.rename('ada', 'after')
    await vi.waitFor(async () => expect(await another.name('ada')).toBe('after'), 5_000)
  })

  test('what a node remembers is told without Redis too', async () => {
    const redis = await openedRedis()
    const users = await openRedisUsers(redis)
    await users.rename('ada', 'Ada')
    await users.name('ada')
    await redis.close()
    expect(await users.name('ada')).toBe('Ada')
    await expect(users.name('bob')).rejects.toThrow(Unavailable)
    await expect(users.rename('ada', 'Countess')).rejects.toThrow(Unavailable)
  })

  test('a message that is no news of a rename makes a node forget everything', async () => {
    const spied = spiedOn(await openedRedis())
    const users = await openRedisUsers(spied.redis)
    await users.rename('ada', 'Ada')
    await users.name('ada')
    spied.listeners[0]?.message(Buffer.from('{'))
    expect(await atOnce(users, 'ada')).toBeUndefined()
  })

  test('an answer that a rename has overtaken is not remembered', async () => {
    const spied = spiedOn(await openedRedis())
    const users = await openRedisUsers(spied.redis)
    await users.rename('ada', 'Ada')
    const asked = users.name('ada')
    for (const listener of spied.listeners) listener.message(Buffer.from('"ada"'))
    expect(await asked).toBe('Ada')
    expect(await atOnce(users, 'ada')).toBeUndefined()
  })

  test('many who ask for one name at the same time ask Redis once', async () => {
    const prefix = freshPrefix()
    await (await openRedisUsers(await openedRedis(prefix))).rename('ada', 'Ada')
    const spied = spiedOn(await openedRedis(prefix))
    const users = await openRedisUsers(spied.redis)
    expect(await Promise.all([1, 2, 3].map(() => users.name('ada')))).toEqual(['Ada', 'Ada', 'Ada'])
    expect(spied.commands).toHaveLength(1)
  })

  test('10,000 names are remembered, and the one that was learnt first goes first', async () => {
    const users = await openRedisUsers(await openedRedis())
    const ids = Array.from({ length: 10_001 }, (_, index) => `user ${index}`)
    await Promise.all(ids.map((userId) => users.rename(userId, userId)))
    for (const userId of ids) await users.name(userId)
    for (const userId of ids.slice(1)) expect(await atOnce(users, userId)).toBe(userId)
    expect(await atOnce(users, 'user 0')).toBeUndefined()
    expect(await users.name('user 0')).toBe('user 0')
  })

  test('a question that could not be answered is asked again', async () => {
    const prefix = freshPrefix()
    await (await openRedisUsers(await openedRedis(prefix))).rename('ada', 'Ada')
    const redis = await openedRedis(prefix)
    let isAway = false
    const users = await openRedisUsers({
      ...redis,
      command: (key, args) => (isAway ? Promise.reject(new Unavailable('away')) : redis.command(key, args)),
    })
    isAway = true
    await expect(users.name('ada')).rejects.toThrow(Unavailable)
    isAway = false
    expect(await users.name('ada')).toBe('Ada')
  })
})

/** The same Redis, with what went through. */
function spiedOn(redis: Redis) {
  const listeners: Listener[] = []
  const commands: (readonly Argument[])[] = []
  const spied: Redis = {
    ...redis,
    command(key, args) {
      commands.push(args)
      return redis.command(key, args)
    },
    channels: {
      ...redis.channels,
      hear(channel, listener) {
        listeners.push(listener)
        return redis.channels.hear(channel, listener)
      },
    },
  }
  return { redis: spied, listeners, commands }
}
