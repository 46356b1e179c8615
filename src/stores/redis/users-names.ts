import { createHash } from 'node:crypto'
import type { Users } from '../../core/ports/users.ts'
import type { Listener, Redis } from './redis.ts'
import { storedTextIn, toStored } from './stored-text.ts'

// A name is asked for with every message, and a question to Redis takes much longer than a delivery.
const maxKnown = 10_000
// Names and the news of a rename must be in one slot of a cluster, and should not all be in the same one. Nodes of
// different versions share the names, so this is for good.
const shards = 16

type Names = Pick<Users, 'name' | 'rename'>

/**
 * Names that all nodes share, and each remembers for as long as it hears of renames. Resolves once it does. While Redis is
 * away, what is remembered is still told.
 */
export async function openNames(redis: Redis): Promise<Names> {
  const remembered = rememberedNames({
    async read(userId) {
      const key = redis.key('names', shardOf(userId))
      return storedTextIn(await redis.command(key, ['HGET', key, toStored(userId)]))
    },
    async restore(userId, name) {
      const key = redis.key('names', shardOf(userId))
      await redis.command(key, ['HSETNX', key, toStored(userId), toStored(name)])
    },
  })
  const listener: Listener = {
    message(payload) {
      const news = newsIn(payload)
      if (news === undefined) remembered.doubt()
      else remembered.hear(...news)
    },
    back: async () => remembered.doubt(),
  }
  const channels = Array.from({ length: shards }, (_, shard) => redis.key('renames', `${shard}`))
  await Promise.all(channels.map((channel) => redis.channels.hear(channel, listener)))

  return {
    name: remembered.name,
    async rename(userId, name) {
      const shard = shardOf(userId)
      const keys = [redis.key('names', shard), redis.key('renames', shard)] as const
      const args = [toStored(userId), toStored(name), redis.channels.publishCommand]
      remembered.expect(userId)
      try {
        await redis.script('rename-user', keys, args)
      } catch (error) {
        // Nobody knows whether it was done.
        remembered.forget(userId)
        throw error
      }
    },
  }
}

interface RememberedNames extends Pick<Names, 'name'> {
  forget(userId: string): void
  /** A name that is about to be heard is to be remembered. */
  expect(userId: string): void
  /** Somebody has a new name, which counts here if there was another one. */
  hear(userId: string, name: string): void
  /** Ask again for all of them: some may have changed. */
  doubt(): void
}

interface StoredNames {
  read(userId: string): Promise<string | undefined>
  /** Write a name if there is none. */
  restore(userId: string, name: string): Promise<void>
}

/**
 * Names are at once there after the first time. That somebody has none is not remembered. Nobody ever loses a name, so one
 * that was known and is not there any more was lost with the rest of what Redis had, and is put back.
 */
function rememberedNames(stored: StoredNames): RememberedNames {
  let known = new Map<string, string>()
  let doubted = new Map<string, string>()
  const asked = new Map<string, Promise<string | undefined>>()
  const expected = new Set<string>()

  /** An answer to a question that a rename has overtaken is not remembered: it may be the old name. */
  function ask(userId: string): Promise<string | undefined> {
    const answer = read(userId)
      .then((name) => {
        doubted.delete(userId)
        if (name !== undefined && asked.get(userId) === answer) remember(userId, name)
        return name
      })
      .finally(() => {
        if (asked.get(userId) === answer) asked.delete(userId)
      })
    asked.set(userId, answer)
    return answer
  }

  async function read(userId: string): Promise<string | undefined> {
    const name = await stored.read(userId)
    const before = doubted.get(userId)
    if (name !== undefined || before === undefined) return name
    await stored.restore(userId, before)
    return stored.read(userId)
  }

  /** The name that was learnt first goes first. */
  function remember(userId: string, name: string): void {
    known.set(userId, name)
    const [first] = known.keys()
    if (known.size > maxKnown && first !== undefined) known.delete(first)
  }

  return {
    name: (userId) => known.get(userId) ?? asked.get(userId) ?? ask(userId),
    forget(userId) {
      known.delete(userId)
      doubted.delete(userId)
      asked.delete(userId)
      expected.delete(userId)
    },
    expect: (userId) => void expected.add(userId),
    hear(userId, name) {
      const isWanted = expected.has(userId) || known.has(userId) || asked.has(userId)
      this.forget(userId)
      if (isWanted) remember(userId, name)
    },
    doubt() {
      doubted = new Map([...doubted, ...known].slice(-maxKnown))
      known = new Map()
      asked.clear()
      expected.clear()
    },
  }
}

function shardOf(userId: string): string {
  return `${createHash('sha1').update(toStored(userId)).digest().readUInt8(0) % shards}`
}

/** User and name. Anything else is not from a node of this fleet: then nothing that is remembered is sure any more. */
function newsIn(payload: Buffer): readonly [userId: string, name: string] | undefined {
  try {
    const news: unknown = JSON.parse(payload.toString())
    if (!Array.isArray(news)) return undefined
    const [userId, name] = news
    return typeof userId === 'string' && typeof name === 'string' ? [userId, name] : undefined
  } catch {
    return undefined
  }
}
