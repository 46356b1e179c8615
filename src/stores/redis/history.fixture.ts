import type { BackplaneNode } from '../../core/ports/backplane.ts'
import { systemClock } from '../system/clock.ts'
import { systemIds } from '../system/ids.ts'
import { noBackplaneCounts, redisBackplane } from './backplane.ts'
import { silent } from './node-channel.fixture.ts'
import { NodeChannel } from './node-channel.ts'
import type { Redis } from './redis.ts'
import { numberOf, textsOf } from './replies.ts'
import { asEntries } from './stream-entries.ts'

/** What the node of a test has been handed, in its order. */
export interface HandedOn {
  readonly at: string
  readonly text: string
}

/** A node that hears the topic `room`, and tells what it was handed. */
export async function openHistoryNode(redis: Redis, onRecord: (text: string) => void = () => {}) {
  const handed: HandedOn[] = []
  const node: BackplaneNode = {
    deliver: (_topic, frames) => void handed.push({ at: 'published', text: Buffer.from(frames).toString() }),
    record(_topic, text, position) {
      handed.push({ at: position === undefined ? 'nowhere' : `${position.epoch}:${position.offset}`, text })
      onRecord(text)
    },
    members: () => [],
  }
  const counts = noBackplaneCounts()
  const name = systemIds().draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 4)
  const channel = new NodeChannel({ redis, node: name, clock: systemClock(), log: silent })
  await channel.open()
  const backplane = redisBackplane({ redis, api: '/chat', node, channel, log: silent, counts })
  return { redis, backplane, history: backplane.history, handed, counts }
}

/** As if time had passed for all that is in Redis: it is so much older, and expires so much earlier. */
export async function age(redis: Redis, ms: number): Promise<void> {
  for (const key of await keysOf(redis)) {
    if (key.includes(':events:')) await ageEvents(redis, key, ms)
    const left = numberOf(await redis.command(key, ['PTTL', key]))
    if (left > 0) await redis.command(key, ['PEXPIRE', key, `${left - ms}`])
  }
}

async function keysOf(redis: Redis): Promise<readonly string[]> {
  const any = redis.key('x', '').replace(/x:.*$/s, '*')
  return textsOf(await redis.command(any, ['KEYS', any]))
}

async function ageEvents(redis: Redis, key: string, ms: number): Promise<void> {
  const entries = asEntries(await redis.read(key, ['XRANGE', key, '-', '+']))
  const left = numberOf(await redis.command(key, ['PTTL', key]))
  if (entries.length === 0) return
  await redis.command(key, ['DEL', key])
  for (const { id, payload } of entries) {
    const [offset, at] = id.split('-')
    await redis.command(key, ['XADD', key, `${offset}-${Number(at) - ms}`, 't', payload])
  }
  await redis.command(key, ['PEXPIRE', key, `${left}`])
}
