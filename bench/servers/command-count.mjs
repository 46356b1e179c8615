// @ts-check
import { redisClient } from './redis-client.mjs'

/** @typedef {import('./redis-client.mjs').RedisClient} RedisClient */

/** A line of MONITOR: `1700000000.000001 [0 127.0.0.1:40000] "get" "key"`. What a script calls comes from `lua`. */
const source = /^\S+ \[\d+ (\S+)\] /

/**
 * How many commands clients send to Redis.
 *
 * Redis's own counters do not tell: `total_commands_processed`, `commandstats` and the slow log count what scripts call
 * as if a client had sent it (in 7.0 an EVALSHA that does an XADD and a PUBLISH is three). MONITOR says where each
 * command comes from. It costs Redis time, so it is on where commands are counted and CPU time is not.
 */
export class CommandCount {
  #client
  #url
  /** @type {RedisClient | undefined} */
  #monitor
  #ownAddress = ''
  #commands = 0
  #onOwn = () => {}

  /**
   * @param {RedisClient} client which asks, and whose commands are not counted
   * @param {string} url
   */
  constructor(client, url) {
    this.#client = client
    this.#url = url
  }

  async start() {
    const { addr } = await this.#client.clientInfo()
    this.#ownAddress = addr
    const monitor = redisClient(this.#url)
    this.#monitor = monitor
    await monitor.connect()
    this.#commands = 0
    await monitor.monitor((line) => this.#line(String(line)))
  }

  stop() {
    this.#monitor?.destroy()
    this.#monitor = undefined
  }

  /** The count at this moment: Redis tells of commands in their order, so it ends with one of our own. */
  async settled() {
    if (this.#monitor === undefined) return 0
    const seen = new Promise((resolve) => {
      this.#onOwn = () => resolve(this.#commands)
    })
    await this.#client.echo('now')
    return seen
  }

  /** @param {string} line */
  #line(line) {
    const from = source.exec(line)?.[1]
    if (from === this.#ownAddress) this.#onOwn()
    else if (from !== 'lua') this.#commands += 1
  }
}
