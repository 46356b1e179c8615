// @ts-check
import { call } from '../dialects/handlers.mjs'
import { Latencies } from '../latencies.mjs'
import { pace } from '../pace.mjs'

/** Processes and threads that run handlers have to start, each has to get warm, and their CPU time is counted in ticks. */
const times = { firstWarmUp: 10, warmUp: 4, window: 4 }

/** @typedef {import('../stage.mjs').Stage} Stage */
/** @typedef {import('../clients/member.mjs').Member} Member */

/**
 * Clients that call a handler which does nothing but answer: first as fast as it goes with so many calls in flight
 * over all of them, then at half of the rate that was reached so.
 *
 * @param {Stage} stage
 * @param {{ clients: number, inFlight: number }} options
 */
export async function hosted(stage, { clients, inFlight }) {
  const members = await stage.open(clients, inFlight)
  const calls = new Calls(members)
  const { rate, wallRate } = await flatOut(stage, calls, inFlight)
  return { rate, wallRate, cpuUs: 1e6 / rate, ...(await atHalf(stage, calls, wallRate / 2)) }
}

/**
 * @param {Stage} stage
 * @param {Calls} calls
 * @param {number} inFlight
 */
async function flatOut(stage, calls, inFlight) {
  calls.onAnswer = () => calls.make()
  for (let made = 0; made < inFlight; made++) calls.make()
  await stage.warmUp(times.firstWarmUp)
  const { done, cpuSeconds, seconds } = await stage.window(() => calls.answered, times.window)
  await calls.drain()
  return { rate: done / cpuSeconds, wallRate: done / seconds }
}

/**
 * @param {Stage} stage
 * @param {Calls} calls
 * @param {number} perSecond
 */
async function atHalf(stage, calls, perSecond) {
  const latencies = new Latencies()
  const { warmUpMs, windowMs } = stage.windows
  pace(perSecond, warmUpMs * times.warmUp + windowMs * times.window, () => calls.make())
  await stage.warmUp(times.warmUp)
  calls.onAnswer = (ms) => latencies.add(ms)
  const { done, seconds } = await stage.window(() => calls.answered, times.window)
  return {
    held: done / seconds / perSecond,
    p50: latencies.percentile(0.5),
    p99: latencies.percentile(0.99),
  }
}

/** Calls of clients that take turns, each with one call in flight at most, so that every answer is that call's. */
class Calls {
  answered = 0
  /** @type {(ms: number) => void} called with how long it took, the wait for a client included */
  onAnswer = ignore
  #onIdle = ignore
  #idle
  #clients
  /** @type {number[]} when they were due */
  #waiting = []

  /** @param {readonly Member[]} members */
  constructor(members) {
    this.#idle = [...members]
    this.#clients = members.length
  }

  make() {
    const now = performance.now()
    const member = this.#idle.shift()
    if (member === undefined) this.#waiting.push(now)
    else this.#send(member, now)
  }

  /** Make no more, and wait for the answers to those in flight. */
  async drain() {
    this.onAnswer = ignore
    if (this.#idle.length === this.#clients) return
    await new Promise((resolve) => {
      this.#onIdle = () => resolve(undefined)
    })
  }

  /**
   * @param {Member} member
   * @param {number} dueAt
   */
  #send(member, dueAt) {
    member.onReply = () => {
      this.answered += 1
      this.onAnswer(performance.now() - dueAt)
      this.#isFree(member)
    }
    member.send(call)
  }

  /** @param {Member} member */
  #isFree(member) {
    const dueAt = this.#waiting.shift()
    if (dueAt !== undefined) this.#send(member, dueAt)
    else if (this.#idle.push(member) === this.#clients) this.#onIdle()
  }
}

function ignore() {}
