// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { logInGuests } from '../clients/guests.mjs'
import { HubClient } from '../clients/hub-client.mjs'
import { Latencies } from '../latencies.mjs'
import { pace } from '../pace.mjs'
import { at, forEachOf } from '../stage.mjs'
import { text } from './text.mjs'

/** @typedef {import('../stage.mjs').Stage} Stage */
/** @typedef {{ clients: number, channels: number, missed: number, perSecond: number, others: number, othersPerSecond: number }} RecoveryOptions */

const calmMs = 2_000
const wholeWithinMs = 60_000
/** What comes twice may come late. */
const settleMs = 2_000
/** Longer than this takes. */
const alwaysMs = 180_000

/**
 * Clients in channels are cut off all at once, miss messages, and come back so many a second, with `hello` and where they
 * were. Meanwhile others talk in a channel of their own.
 *
 * @param {Stage} stage
 * @param {RecoveryOptions} options
 */
export async function hubRecovery(stage, options) {
  const { clients, channels, missed, perSecond, others, othersPerSecond } = options
  const { port, token } = stage.target
  const tokens = await logInGuests(port, clients)
  const roamers = tokens.map((token, index) => new Roamer(port, token, `room:${index % channels}`))
  await forEachOf(clients, (index) => at(roamers, index).arrive())
  const traffic = await talk(stage, others, othersPerSecond)

  const before = traffic.listen()
  await sleep(calmMs)
  const p99Before = before.percentile(0.99)

  for (const roamer of roamers) roamer.cut()
  await sayInAll(await HubClient.open(port, token), channels, missed)

  const during = traffic.listen()
  const { wholeMs, afterLastMs } = await comeBack(roamers, { missed, perSecond })
  const p99 = during.percentile(0.99)
  traffic.stop()
  await sleep(settleMs)
  const sum = (/** @type {(roamer: Roamer) => number} */ of) =>
    roamers.reduce((total, roamer) => total + of(roamer), 0)
  return {
    wholeMs,
    afterLastMs,
    lost: sum((roamer) => missed - roamer.seen),
    wrong: sum((roamer) => roamer.wrong),
    p99Before,
    p99,
  }
}

/** Somebody who is cut off and comes back. */
class Roamer {
  /** Missed messages that came, each once and in order. */
  seen = 0
  /** Those that came twice, or before their turn. */
  wrong = 0
  #port
  #token
  #channel
  /** @type {import('../clients/hub-client.mjs').Position} */
  #position = { epoch: '', offset: 0 }
  /** @type {HubClient | undefined} */
  #client

  /**
   * @param {number} port
   * @param {string} token
   * @param {string} channel
   */
  constructor(port, token, channel) {
    this.#port = port
    this.#token = token
    this.#channel = channel
  }

  async arrive() {
    this.#client = await HubClient.open(this.#port, this.#token)
    const { epoch, offset } = await this.#client.ask('join', { channel: this.#channel })
    this.#position = { epoch, offset }
  }

  cut() {
    this.#client?.cut()
  }

  /** Come back, and wait until everything that was missed is here. */
  async comeBack() {
    /** @type {(value?: unknown) => void} */
    let caughtUp = () => {}
    const isWhole = new Promise((resolve) => {
      caughtUp = resolve
    })
    const client = await HubClient.open(this.#port, this.#token, ({ event, offset }) => {
      if (event === 'message') this.#heard(offset)
      else if (event === 'caught_up') caughtUp()
    })
    const { resumed } = await client.ask('hello', { resume: { [this.#channel]: this.#position } })
    if (!resumed[this.#channel]?.recovered) throw new Error(`not recovered: ${JSON.stringify(resumed)}`)
    await isWhole
    return performance.now()
  }

  /** @param {number | undefined} offset */
  #heard(offset) {
    if (offset === this.#position.offset + this.seen + 1) this.seen += 1
    else this.wrong += 1
  }
}

/**
 * Bring them back at an even rate. Who has not all of it yet is waited for.
 *
 * @param {readonly Roamer[]} roamers
 * @param {{ missed: number, perSecond: number }} options
 */
async function comeBack(roamers, { missed, perSecond }) {
  const start = performance.now()
  /** @type {Promise<number>[]} */
  const returns = []
  let lastAt = start
  const begun = new Promise((resolve) => {
    pace(perSecond, (roamers.length / perSecond) * 1000, () => {
      const roamer = roamers[returns.length]
      if (roamer === undefined) return
      lastAt = performance.now()
      returns.push(roamer.comeBack())
      if (returns.length === roamers.length) resolve(undefined)
    })
  })
  await begun
  const late = sleep(wholeWithinMs, undefined, { ref: false }).then(() => undefined)
  const times = await Promise.race([Promise.all(returns), late])
  const isWhole = times !== undefined && roamers.every(({ seen }) => seen === missed)
  const end = isWhole ? Math.max(...times) : Number.POSITIVE_INFINITY
  return { wholeMs: end - start, afterLastMs: end - lastAt }
}

/**
 * @param {HubClient} speaker who is in none of them
 * @param {number} channels
 * @param {number} times
 */
async function sayInAll(speaker, channels, times) {
  for (let said = 0; said < times; said++) {
    for (let channel = 0; channel < channels; channel++)
      await speaker.ask('publish', { channel: `room:${channel}`, data: { text } })
  }
}

/**
 * Others, one of whom says something at a steady rate. `listen` collects how long that takes to arrive from then on.
 *
 * @param {Stage} stage
 * @param {number} count
 * @param {number} perSecond
 */
async function talk(stage, count, perSecond) {
  const members = await stage.openIn(count, () => 'busy')
  const frame = stage.frames.message('busy', text)
  /** @type {number[]} When each message was sent: the n-th delivery is the n-th message. */
  const sentAt = []
  let latencies = new Latencies()
  for (const member of members) {
    member.onDelivery = ({ received }) => latencies.add(performance.now() - at(sentAt, received - 1))
  }
  const stop = pace(perSecond, alwaysMs, () => {
    sentAt.push(performance.now())
    at(members, 0).send(frame)
  })
  const listen = () => {
    latencies = new Latencies()
    return latencies
  }
  return { listen, stop }
}
