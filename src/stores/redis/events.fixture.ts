import type { DeadLetter } from '../../core/ports/dead-letters.ts'
import type { BusEvent, Rule } from '../../core/ports/events.ts'
import { memoryDeadLetters } from '../memory/dead-letters.ts'
import { systemIds } from '../system/ids.ts'
import { settlingClock } from './event-clock.fixture.ts'
import { type RedisEvents, type RedisEventsOptions, redisEvents } from './events.ts'
import type { OpenedRedis } from './open-redis.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'
import { numberOf } from './replies.ts'

export const updated = {
  bus: 'default',
  source: 'CLI',
  detailType: 'Entity Updated',
  detail: { secret: 'of the detail' },
}

/** Nodes that share a Redis. */
export interface Fleet {
  /** Connect another node. */
  connect(): Promise<OpenedRedis>
  readonly nodes: { readonly redis: OpenedRedis; readonly events: RedisEvents }[]
}

export function openFleet(connect?: () => Promise<OpenedRedis>): Fleet {
  const prefix = freshPrefix()
  return { connect: connect ?? (() => openedRedis(prefix)), nodes: [] }
}

export async function openEvents(options: Partial<RedisEventsOptions> = {}, fleet = openFleet()) {
  const redis = await fleet.connect()
  const clock = settlingClock(() => settled(fleet))
  const deadLetters = options.deadLetters ?? memoryDeadLetters()
  const dead: DeadLetter[] = []
  const lines: [object, string][] = []
  const keep = (fields: object, message: string) => lines.push([fields, message])
  const log = { debug: keep, info: keep, warn: keep, error: keep }
  const node = `n${String(fleet.nodes.length).padStart(3, '0')}`
  const onDeath = (letter: DeadLetter) => dead.push(letter)
  const events = redisEvents({
    redis,
    node,
    clock,
    ids: systemIds(),
    log,
    onDeath,
    ...options,
    deadLetters,
  })
  fleet.nodes.push({ redis, events })
  return { node, redis, clock, deadLetters, dead, lines, events, attempts: options.attempts ?? 5 }
}

/** Subscribe a rule that does `work`, and keep what it is called with. */
export function calls(
  events: RedisEvents,
  work: (event: BusEvent) => void | Promise<void> = () => {},
  rule: Partial<Rule> = {},
) {
  const times: BusEvent[] = []
  const handle: Rule['handle'] = (event) => {
    times.push(event)
    return work(event)
  }
  return { times, unsubscribe: events.subscribe({ name: 'rule', bus: 'default', ...rule, handle }) }
}

/** Resolves when every event in Redis is with a node, and none of them can go on by itself. */
export async function settled({ nodes }: Fleet): Promise<void> {
  for (let rounds = 0; rounds < 2; rounds += 1) {
    await nextTurn()
    const isQuiet = nodes.every(({ redis }) => redis.underWay() === 0)
    if (!isQuiet || !(await isHandedOut(nodes))) rounds = -1
  }
}

/** How many entries there are in the streams of all rules. */
export async function entriesIn(redis: OpenedRedis): Promise<number> {
  const lengths = (await streamsIn(redis)).map(async (stream) =>
    numberOf(await redis.command(stream, ['XLEN', stream])),
  )
  return (await Promise.all(lengths)).reduce((sum, length) => sum + length, 0)
}

async function isHandedOut(nodes: Fleet['nodes']): Promise<boolean> {
  const redis = nodes.find((node) => node.redis.problem() === undefined)?.redis
  if (redis === undefined) return true
  const pending = (await streamsIn(redis)).map(async (stream) => {
    // There may be no group yet.
    const reply: unknown = await redis.command(stream, ['XPENDING', stream, 'fleet']).catch(() => [0])
    return Array.isArray(reply) ? numberOf(reply[0]) : 0
  })
  const handedOut = (await Promise.all(pending)).reduce((sum, count) => sum + count, 0)
  const waiting = nodes.reduce((sum, { events }) => sum + events.counts().waiting, 0)
  return handedOut === (await entriesIn(redis)) && handedOut <= waiting
}

async function streamsIn(redis: OpenedRedis): Promise<readonly string[]> {
  const pattern = redis.key('bus:*', 'bus')
  const keys: unknown = await redis.command(pattern, ['KEYS', pattern])
  return Array.isArray(keys) ? keys.map(String) : []
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
