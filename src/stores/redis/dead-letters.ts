import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import type { Redis } from './redis.ts'
import { maybeTextOf, numberOf, textsOf } from './replies.ts'
import { toStored } from './stored-text.ts'

const maxLetters = 1_000
const maxBytes = 32 * 1024 * 1024

// A JSON text is never empty.
const fromOldest = ''

/**
 * Dead letters of the fleet, in the order in which they came to Redis. The text of one is its value there. They have no
 * time to live: they wait for somebody.
 */
export function redisDeadLetters(redis: Redis): DeadLetters {
  const key = (kind: string): string => redis.key(kind, 'dead-letters')
  const letters = key('dead-letters')
  const order = key('dead-letter-order')
  const keys = [letters, order, key('dead-letter-totals')] as const

  return {
    async add(letter) {
      const limits = [`${maxLetters}`, `${maxBytes}`]
      await redis.script('add-dead-letter', keys, [toStored(letter.id), JSON.stringify(letter), ...limits])
    },
    async list({ after, limit = maxLetters } = {}) {
      const args = [after === undefined ? fromOldest : toStored(after), `${limit}`]
      return textsOf(await redis.script('list-dead-letters', keys, args)).map(toLetter)
    },
    async get(id) {
      const stored = maybeTextOf(await redis.command(letters, ['HGET', letters, toStored(id)]))
      return stored === undefined ? undefined : toLetter(stored)
    },
    async remove(id) {
      const stored = maybeTextOf(await redis.script('remove-dead-letter', keys, [toStored(id)]))
      return stored === undefined ? undefined : toLetter(stored)
    },
    count: async () => numberOf(await redis.command(order, ['ZCARD', order])),
  }
}

const storedLetter = Compile(
  Type.Object({
    id: Type.String(),
    event: Type.Object({
      id: Type.String(),
      bus: Type.String(),
      source: Type.String(),
      detailType: Type.String(),
      detailText: Type.String(),
      resources: Type.Array(Type.String()),
      time: Type.Number(),
    }),
    rule: Type.String(),
    attempts: Type.Number(),
    reason: Type.String(),
    diedAt: Type.Number(),
  }),
)

function toLetter(stored: string): DeadLetter {
  const letter: unknown = JSON.parse(stored)
  if (!storedLetter.Check(letter)) throw new TypeError('what is stored is no dead letter')
  return letter
}
