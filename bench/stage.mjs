// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { Member } from './clients/member.mjs'
import { dialects } from './dialects/dialects.mjs'

/**
 * What the server has used since its start, all nodes of it together, and its Redis, if it has one.
 *
 * @typedef {object} Probe
 * @property {number} cpuSeconds
 * @property {number} rssBytes
 * @property {number} sockets
 * @property {import('./servers/redis.mjs').RedisUsed} [redis]
 */
/** @typedef {{ warmUpMs: number, windowMs: number }} Windows */
/** @typedef {import('./clients/member.mjs').Target} Target */

/** More at once would overflow the listen queue of 511. */
const openingAtOnce = 128

/** What a scenario needs to play: clients, frames and a stopwatch on the server. */
export class Stage {
  windows
  probe
  #targets
  #nodeOf

  /**
   * @param {readonly Target[]} targets one a node
   * @param {Windows} windows
   * @param {() => Promise<Probe>} probe
   * @param {(index: number) => number} [nodeOf] where a client connects to
   */
  constructor(targets, windows, probe, nodeOf = () => 0) {
    this.#targets = targets
    this.windows = windows
    this.probe = probe
    this.#nodeOf = nodeOf
  }

  /**
   * The same with clients on several nodes.
   *
   * @param {(index: number) => number} nodeOf
   */
  spread(nodeOf) {
    return new Stage(this.#targets, this.windows, this.probe, nodeOf)
  }

  /** Where the first node listens. */
  get target() {
    return at(this.#targets, 0)
  }

  /** Of a chat server. */
  get frames() {
    const { dialect } = at(this.#targets, 0)
    const frames = dialects[dialect]
    if (!('join' in frames)) throw new Error(`nobody can join anything in ${dialect}`)
    return frames
  }

  /**
   * Clients that the server has welcomed.
   *
   * @param {number} count
   */
  open(count, atOnce = openingAtOnce) {
    const open = async (/** @type {number} */ index) => {
      const member = new Member(index, at(this.#targets, this.#nodeOf(index)))
      await member.ask()
      return member
    }
    return forEachOf(count, open, atOnce)
  }

  /**
   * Clients in a channel each. The first member of each channel has a name, so it may publish.
   *
   * @param {number} count
   * @param {(index: number) => string} channelOf
   */
  async openIn(count, channelOf) {
    const members = await this.open(count)
    const join = async (/** @type {Member} */ member) => member.ask(this.frames.join(channelOf(member.index)))
    await forEachOf(count, (index) => join(at(members, index)))
    return members
  }

  /** @param {Member} member */
  async name(member) {
    await member.ask(this.frames.setName('Ada'))
  }

  /**
   * Operations per second of the server's CPU, while a load that has been started goes on.
   *
   * @param {() => number} operations done so far
   */
  async rate(operations) {
    await this.warmUp()
    const { done, cpuSeconds } = await this.window(operations)
    return done / cpuSeconds
  }

  warmUp(times = 1) {
    return sleep(this.windows.warmUpMs * times)
  }

  /**
   * What is done in the measured window, and what the server uses for it. Longer than usual where few samples are made.
   *
   * @param {() => number} operations done so far
   */
  async window(operations, times = 1) {
    const [before, doneBefore, start] = [await this.probe(), operations(), performance.now()]
    await sleep(this.windows.windowMs * times)
    const [after, doneAfter, end] = [await this.probe(), operations(), performance.now()]
    if (doneAfter === doneBefore) throw new Error('nothing was delivered')
    return {
      done: doneAfter - doneBefore,
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      seconds: (end - start) / 1000,
      redisCpuSeconds: after.redis && before.redis && after.redis.cpuSeconds - before.redis.cpuSeconds,
    }
  }
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} index
 */
export function at(list, index) {
  const item = list[index]
  if (item === undefined) throw new RangeError(`no item ${index} of ${list.length}`)
  return item
}

/**
 * @template T
 * @param {number} count how often, some of it at once
 * @param {(index: number) => Promise<T>} act
 * @returns {Promise<T[]>}
 */
export async function forEachOf(count, act, atOnce = openingAtOnce) {
  /** @type {T[]} */
  const results = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next++
      results[index] = await act(index)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
