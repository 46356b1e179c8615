import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { parseRedisUrl, placeOf } from './address.ts'
import { clusterServers } from './cluster-servers.ts'
import { asThrown, meaningOf, messageOf } from './fault.ts'
import { HeardChannels } from './heard-channels.ts'
import { keyNames } from './key-names.ts'
import { Lanes } from './lanes.ts'
import type { Link, RedisTls } from './link.ts'
import type { Argument, BlockingRedis, Channels, Redis } from './redis.ts'
import { type ScriptName, scripts } from './scripts.ts'
import type { ServerEvents, Servers } from './servers.ts'
import { singleServer } from './single-server.ts'
import { slotOf } from './slot.ts'

export interface RedisOptions {
  /** See `parseRedisUrl`. */
  readonly url: string
  /** All names of keys and channels begin with it and the stage. The default is `stoa`. */
  readonly prefix?: string
  readonly stage: string
  readonly tls?: RedisTls
  readonly clock: Clock
  readonly log: Log
  /** How long to try at the start, in milliseconds. The default is 10,000. */
  readonly patienceMs?: number
}

/** Redis as the fleet uses it, with what its metrics tell. */
export interface OpenedRedis extends Redis {
  /** Servers that could not be reached, and commands that failed. */
  errors(): number
  /** Commands that wait for their answer. */
  underWay(): number
}

const pollMs = 50
/** So long after a command was refused, Redis counts as away. */
const refusalMs = 2_000
const toldEveryMs = 10_000

/**
 * Connect, and stay connected. Throws a `TypeError` for an address that is none, and rejects with `Unavailable` when Redis
 * cannot be reached at the start.
 */
export async function openRedis(options: RedisOptions): Promise<OpenedRedis> {
  const redis = new Connected(options)
  try {
    await redis.opened()
    return redis.asRedis()
  } catch (error) {
    redis.close()
    throw error
  }
}

class Connected {
  readonly #options: RedisOptions
  readonly #place: string
  readonly #servers: Servers
  readonly #channels: HeardChannels
  readonly #lanes: Lanes<Link>
  readonly #tasks: (() => void)[] = []
  #failed = 0
  #refusal = ''
  #refusedAt = Number.NEGATIVE_INFINITY
  #toldAt = Number.NEGATIVE_INFINITY
  #underWay = 0

  constructor(options: RedisOptions) {
    const { url, tls, clock, log } = options
    const address = parseRedisUrl(url)
    const events: ServerEvents = {
      changed: () => this.#changed(),
      heard: (client) => this.#channels.countOn(client),
    }
    const open = address.kind === 'cluster' ? clusterServers : singleServer
    this.#options = options
    this.#place = placeOf(address)
    this.#servers = open({ address, tls, clock, log, events })
    this.#lanes = new Lanes((key) => this.#linkOf(key))
    this.#channels = new HeardChannels({
      linkOf: (channel) => this.#servers.of(slotOf(channel)),
      isSharded: this.#servers.isCluster,
      clock,
      suspect: () => {
        if (this.#servers.isCluster) void this.#servers.suspect()
      },
      log,
    })
  }

  async opened(): Promise<void> {
    const { clock, patienceMs = 10_000 } = this.#options
    const deadline = clock.now() + patienceMs
    for (let problem = this.#servers.problem(); problem !== undefined; problem = this.#servers.problem()) {
      if (clock.now() >= deadline)
        throw new Unavailable(`Redis at ${this.#place} cannot be reached: ${problem}`)
      await new Promise<void>((resolve) => {
        clock.after(pollMs, resolve)
      })
    }
  }

  asRedis(): OpenedRedis {
    const { prefix = 'stoa', stage } = this.#options
    return {
      key: keyNames(`${prefix}:${stage}`),
      command: (key, args) => this.#send(key, args),
      read: (key, args) => this.#read(key, args),
      readScript: (name, keys, args) => this.#read(keys[0], asCommand(name, keys, args)),
      script: (name, keys, args) => this.#script(name, keys, args),
      blocking: (key) => this.#blocking(key),
      channels: this.#asChannels(),
      problem: () => this.#problem(),
      onBack: (task) => void this.#tasks.push(task),
      errors: () => this.#failed + this.#servers.errors(),
      underWay: () => this.#underWay,
      close: async () => this.close(),
    }
  }

  close(): void {
    this.#channels.close()
    this.#servers.close()
  }

  #problem(): string | undefined {
    const problem = this.#servers.problem()
    if (problem !== undefined) return `Redis at ${this.#place} is away: ${problem}`
    if (this.#options.clock.now() - this.#refusedAt < refusalMs)
      return `Redis at ${this.#place} refuses: ${this.#refusal}`
    const behind = this.#channels.behind()
    return behind === 0 ? undefined : `Redis at ${this.#place} is back: catching up with ${behind} channels`
  }

  #changed(): void {
    void this.#channels.rehear()
    if (this.#servers.problem() === undefined) for (const task of this.#tasks) task()
  }

  #linkOf(key: string): Link {
    const link = this.#servers.isCluster ? this.#servers.of(slotOf(key)) : this.#servers.of(0)
    if (link === undefined)
      throw new Unavailable(`Redis at ${this.#place} is away: nobody has the slot of a key`)
    return link
  }

  async #send(key: string, args: readonly Argument[]): Promise<unknown> {
    this.#underWay += 1
    try {
      return await this.#linkOf(key).send(args)
    } catch (error) {
      return await this.#again(error, key, () => this.#linkOf(key).send(args))
    } finally {
      this.#underWay -= 1
    }
  }

  /** A Redis that is full, or may not be written to, is there and of no use. Beats say each second whether it still is. */
  #refused(error: unknown): void {
    const { clock, log } = this.#options
    this.#refusal = messageOf(error)
    this.#refusedAt = clock.now()
    if (this.#refusedAt - this.#toldAt < toldEveryMs) return
    this.#toldAt = this.#refusedAt
    log.error({ redis: this.#place, reason: this.#refusal }, 'Redis refuses commands')
  }

  async #read(key: string, args: readonly Argument[]): Promise<unknown> {
    try {
      return await this.#linkOf(key).read(args)
    } catch (error) {
      return await this.#again(error, key, () => this.#linkOf(key).read(args))
    }
  }

  /** What a server has refused was not done, so it can be sent once more where it belongs. */
  async #again(error: unknown, key: string, send: () => Promise<unknown>): Promise<unknown> {
    const meaning = meaningOf(error)
    if (meaning !== 'lost') this.#failed += 1
    if (meaning === 'later') this.#refused(error)
    const looking = meaning === 'moved' || meaning === 'demoted' ? this.#servers.suspect() : undefined
    // One that has lost the scripts gets them on connecting. To load them now would have later commands overtake this one.
    if (meaning === 'no-script') this.#linkOf(key).drop('its scripts were flushed')
    if (meaning !== 'moved') throw asThrown(error, this.#place)
    try {
      await looking
      return await send()
    } catch (again) {
      throw asThrown(again, this.#place)
    }
  }

  #script(
    name: ScriptName,
    keys: readonly [string, ...string[]],
    args: readonly Argument[],
  ): Promise<unknown> {
    const [key] = keys
    const send = () => this.#send(key, asCommand(name, keys, args))
    // Where slots never move, nothing is sent once more.
    return this.#servers.isCluster ? this.#lanes.run(key, send) : send()
  }

  async #blocking(key: string): Promise<BlockingRedis> {
    const client = await this.#linkOf(key)
      .blocking()
      .catch((error: unknown) => Promise.reject(asThrown(error, this.#place)))
    return {
      command: (args) =>
        client.sendCommand(args).catch((error: unknown) => Promise.reject(asThrown(error, this.#place))),
      close: () => client.destroy(),
    }
  }

  #asChannels(): Channels {
    const publishCommand = this.#servers.isCluster ? 'SPUBLISH' : 'PUBLISH'
    return {
      hear: (channel, listener) => this.#channels.hear(channel, listener),
      unhear: (channel) => this.#channels.unhear(channel),
      settled: async (channel) => {
        await this.#channels.whenHeard(channel)
        await this.#send(channel, ['PING'])
      },
      publish: async (channel, payload) =>
        Number(await this.#send(channel, [publishCommand, channel, payload])),
      publishCommand,
      count: () => this.#channels.count(),
    }
  }
}

function asCommand(name: ScriptName, keys: readonly string[], args: readonly Argument[]): Argument[] {
  const script = scripts.get(name)
  if (script === undefined) throw new TypeError(`there is no script ${name}`)
  return ['EVALSHA', script.sha, String(keys.length), ...keys, ...args]
}
