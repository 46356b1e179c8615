import type { Person, Presence } from '../../core/ports/presence.ts'
import type { Redis } from './redis.ts'
import { numberOf, textOf, textsOf } from './replies.ts'
import { fromStored, toStored } from './stored-text.ts'

type Keys = readonly [string, ...string[]]

/** Presence that nobody has asked for so long after the last deadline is forgotten. */
const forgottenMs = 24 * 60 * 60_000
/** Connections that one command keeps: what is asked of other topics is not held up for long. */
const keptAtOnce = 100

/** Who is in the topics of one API, in Redis: one command a call, and none that costs more where more people are. */
export function redisPresence(redis: Redis, api: string): Presence {
  const keysOf = (topic: string): Keys => {
    const key = (kind: string): string => redis.key(`present-${kind}`, `${api}:${topic}`)
    return [key('people'), key('order'), key('ends'), key('owners'), key('stays'), key('seats')]
  }
  const keepSome = async (
    topic: string,
    connectionIds: readonly string[],
    { expiresAt, now, isLast }: { expiresAt: number; now: number; isLast: boolean },
  ) => {
    const times = [`${now}`, `${expiresAt}`, keysEndIn(expiresAt, now)]
    const args = [...times, isLast ? '1' : '0', ...connectionIds.map(toStored)]
    const [count, isThere, ...gone] = listOf(await redis.script('presence-keep', keysOf(topic), args))
    const mask = textOf(isThere)
    const missing = connectionIds.filter((_, index) => mask[index] !== '1')
    return { count: numberOf(count), gone: asPeople(gone), missing }
  }

  return {
    async enter(topic, { connectionId, person }, expiresAt, now) {
      const texts = [connectionId, person.id, person.name].map(toStored)
      const args = [`${now}`, `${expiresAt}`, ...texts, keysEndIn(expiresAt, now)]
      const reply = listOf(await redis.script('presence-enter', keysOf(topic), args))
      const [isNew, count, ...gone] = reply
      return { isNew: isNew === 1, count: numberOf(count), gone: asPeople(gone) }
    },
    async leave(topic, connectionId, until, now) {
      const args = [`${now}`, `${until}`, toStored(connectionId)]
      const [count, ...gone] = listOf(await redis.script('presence-leave', keysOf(topic), args))
      return { count: numberOf(count), gone: asPeople(gone) }
    },
    async keep(topic, connectionIds, expiresAt, now) {
      const missing: string[] = []
      let from = 0
      // Only the last looks who has gone: each could find as many as are told in one answer.
      for (; from + keptAtOnce < connectionIds.length; from += keptAtOnce) {
        const chunk = connectionIds.slice(from, from + keptAtOnce)
        const kept = await keepSome(topic, chunk, { expiresAt, now, isLast: false })
        missing.push(...kept.missing)
      }
      const last = await keepSome(topic, connectionIds.slice(from), { expiresAt, now, isLast: true })
      return { ...last, missing: [...missing, ...last.missing] }
    },
    async list(topic, limit, now) {
      const [people, order, ends] = keysOf(topic)
      const keys = [people, order ?? '', ends ?? ''] as const
      const reply = await redis.script('presence-list', keys, [`${now}`, `${limit}`])
      const [count, ...listed] = listOf(reply)
      return { people: asPeople(listed), count: numberOf(count) }
    },
  }
}

const keysEndIn = (expiresAt: number, now: number): string => `${expiresAt - now + forgottenMs}`

function listOf(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply
  throw new TypeError('Redis did not answer with a list')
}

/** Ids and names by turns. */
function asPeople(parts: readonly unknown[]): readonly Person[] {
  const texts = textsOf(parts).map(fromStored)
  return texts.flatMap((id, index) => (index % 2 === 0 ? [{ id, name: texts[index + 1] ?? '' }] : []))
}
