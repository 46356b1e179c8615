import { readFileSync } from 'node:fs'
import { ErrorLog } from '../admin/index.ts'
import { fleet as openFleet } from '../fleet/index.ts'
import {
  type MemoryEventsOptions,
  NodeChannel,
  noBackplaneCounts,
  type OpenedRedis,
  openRedis,
  openRedisStore,
  redisBackplane,
  redisEvents,
  redisNodes,
  redisPeers,
  redisRates,
  systemClock,
  systemIds,
} from '../stores/index.ts'
import { type AwsBusSettings, openAwsBus } from './aws-bus.ts'
import { type BusEngine, busOf } from './bus.ts'
import type { Home } from './home.ts'
import { Durations } from './metrics/durations.ts'
import { ConfigurationError, type StoaOptions } from './options.ts'
import { startServer } from './server.ts'
import { serverLog } from './server-log.ts'
import type { Stoa } from './stoa.ts'

/** Where the Redis or Valkey of a fleet is. */
export interface RedisSettings {
  /**
   * `redis://USER:PASSWORD@HOST:6379/0`, `redis+sentinel://HOST:26379,HOST:26379/NAME` or
   * `redis+cluster://HOST:6379,HOST:6379`; with `rediss` they speak TLS.
   */
  readonly url: string
  /** What all names of keys and channels begin with. The default is `stoa`. */
  readonly prefix?: string
  /** A file with certificates of authorities to trust for TLS, in PEM. */
  readonly caFile?: string
}

export interface FleetOptions extends Omit<StoaOptions, 'data'> {
  readonly redis: RedisSettings
  /** Have events come through EventBridge and SQS instead of Redis. Its dead letters are the queues' own. */
  readonly awsBus?: AwsBusSettings
}

/**
 * The home of many nodes: each is a process like this one, and Redis or Valkey has what they share. Rejects with an
 * `Unavailable` when Redis cannot be reached, with a `ConfigurationError` when something cannot be served as it is asked
 * for, and with the system's error when the port cannot be had.
 */
export async function fleet(options: FleetOptions): Promise<Stoa> {
  const { clock = systemClock(), ids = systemIds(), stage = 'poc' } = options
  const log = new ErrorLog(options.log ?? serverLog('warn'), clock)
  const { url, prefix, caFile } = options.redis
  const tls = caFile === undefined ? {} : { tls: { ca: readFileSync(caFile, 'utf8') } }
  const ports = { clock, ids, log }
  const awsBus = awsBusOf(options)
  const openBus = awsBus && (await openAwsBus(awsBus))
  const redis = await openRedis({
    ...ports,
    ...tls,
    url,
    stage,
    ...(prefix !== undefined && { prefix }),
  }).catch((error: unknown) => {
    throw error instanceof TypeError ? new ConfigurationError(error.message) : error
  })
  try {
    return await startServer(options, await openHome({ ...options, ...ports }, redis, openBus))
  } catch (error) {
    await redis.close()
    throw error
  }
}

/** What is said in the options goes before what the stage file says. */
function awsBusOf({ awsBus, stageFile }: FleetOptions): AwsBusSettings | undefined {
  const { queueUrls, eventBuses } = stageFile?.bus ?? {}
  if (awsBus === undefined && queueUrls === undefined) return undefined
  return { ...(eventBuses && { eventBuses }), queueUrls: queueUrls ?? {}, ...awsBus }
}

async function openHome(
  options: FleetOptions & Pick<Home, 'clock' | 'ids' | 'log'>,
  redis: OpenedRedis,
  openBus: ((settings: MemoryEventsOptions) => BusEngine) | undefined,
): Promise<Home> {
  const { clock, ids, log } = options
  const nodes = await redisNodes(redis, ids)
  const channel = new NodeChannel({ redis, node: nodes.id, clock, log })
  await channel.open()
  const store = await openRedisStore(redis, { clock, log })
  const ports = { store, clock, ids, log }
  const bus = busOf(
    options,
    ports,
    openBus ?? ((settings) => redisEvents({ ...settings, redis, node: nodes.id })),
  )
  const counts = { backplane: noBackplaneCounts(), lag: new Durations() }
  const life = openFleet({
    nodes,
    peers: redisPeers(channel),
    backplaneOf: ({ path }, node) =>
      redisBackplane({
        redis,
        api: path,
        node,
        channel,
        log,
        counts: counts.backplane,
        onAccepted: (ms) => counts.lag.add(ms),
      }),
    ids,
    clock,
    log,
    problem: () => redis.problem(),
    onDead: (node) => {
      bus.claimFrom(node).catch((error: unknown) => log.warn({ node, err: error }, 'events were not claimed'))
    },
  })
  return {
    ...ports,
    bus,
    rates: redisRates(redis),
    sharing: life,
    others: life.others,
    counts: { ...counts, redis, nodes: () => 1 + life.others.nodes().length },
    begin: () => life.start(),
    async close() {
      await life.stop()
      channel.close()
      store.close()
      await redis.close()
    },
  }
}
