// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { logInGuests } from '../clients/guests.mjs'
import { HubClient } from '../clients/hub-client.mjs'
import { medianOf } from '../latencies.mjs'
import { at, forEachOf } from '../stage.mjs'

/** @typedef {import('../stage.mjs').Stage} Stage */

const channel = 'room:plaza'
/** What tells who is in a channel. */
const presenceEvents = new Set(['joined', 'left', 'count', 'renamed'])
/** Whom one more comes and goes past. They come and go over a while in which counts are told once. */
const visitors = 100
const visitsMs = 20_000
const settleMs = 2_000

/**
 * A channel with very many members, each another user, that one more joins and leaves: what that costs the server, and
 * what the members hear of it.
 *
 * @param {Stage} stage
 * @param {{ members: number, times: number }} options
 */
export async function hubJoin(stage, { members, times }) {
  const { port } = stage.target
  const tokens = await logInGuests(port, members + visitors)
  let frames = 0
  const onEvent = (/** @type {import('../clients/hub-client.mjs').Frame} */ { event = '' }) => {
    if (presenceEvents.has(event)) frames += 1
  }
  await forEachOf(members, async (index) => {
    const client = await HubClient.open(port, at(tokens, index), onEvent)
    await client.ask('join', { channel })
  })
  const others = await forEachOf(visitors, (index) => HubClient.open(port, at(tokens, members + index)))
  await sleep(settleMs)

  const cpuMs = await cpuOfVisits(stage, at(others, 0), times)
  frames = 0
  for (const visitor of others) {
    await visit(visitor)
    await sleep(visitsMs / visitors)
  }
  await sleep(settleMs)
  return { cpuMs, frames: frames / members }
}

/** @param {HubClient} visitor */
async function visit(visitor) {
  await visitor.ask('join', { channel })
  await visitor.ask('leave', { channel })
}

/**
 * CPU time of the server for a join and a leave. To be asked costs it time too, which is measured in between and taken
 * off. The median leaves out whatever else it does now and then.
 *
 * @param {Stage} stage
 * @param {HubClient} visitor
 * @param {number} times
 */
async function cpuOfVisits(stage, visitor, times) {
  /** @type {number[]} */
  const visits = []
  /** @type {number[]} */
  const nothing = []
  for (let time = 0; time < times; time++) {
    const start = await stage.probe()
    const before = await stage.probe()
    await visit(visitor)
    const after = await stage.probe()
    nothing.push((before.cpuSeconds - start.cpuSeconds) * 1000)
    visits.push((after.cpuSeconds - before.cpuSeconds) * 1000)
  }
  return medianOf(visits) - medianOf(nothing)
}
