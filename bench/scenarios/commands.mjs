// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { pace } from '../pace.mjs'
import { at } from '../stage.mjs'
import { text } from './text.mjs'

/** Commands that are sent anyway come about once a second. */
const windows = 4

/**
 * How many commands Redis gets for a publish: one publisher at a steady rate, so slow that messages come one by one,
 * less what Redis gets in the same time when nothing is published.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ members: number, perSecond: number }} options
 */
export async function commands(stage, { members: count, perSecond }) {
  const members = await stage.openIn(count, () => 'plaza')
  const publisher = at(members, 0)
  await stage.name(publisher)
  await stage.warmUp()
  const ms = stage.windows.windowMs * windows
  const idle = await commandsDuring(stage, () => sleep(ms))
  const messages = Math.floor((ms * perSecond) / 1000)
  const busy = await commandsDuring(stage, () =>
    publishAll(publisher, stage.frames.message('plaza', text), messages, perSecond),
  )
  return {
    commands: (busy.commands - (idle.commands * busy.ms) / idle.ms) / messages,
    idle: (idle.commands / idle.ms) * 1000,
  }
}

/**
 * @param {import('../clients/member.mjs').Member} publisher
 * @param {Buffer} frame
 * @param {number} messages
 * @param {number} perSecond
 */
function publishAll(publisher, frame, messages, perSecond) {
  const arrived = new Promise((resolve) => {
    publisher.onDelivery = ({ received }) => received === messages && resolve(undefined)
  })
  pace(perSecond, (messages / perSecond) * 1000, () => publisher.send(frame))
  return arrived
}

/**
 * @param {import('../stage.mjs').Stage} stage
 * @param {() => Promise<unknown>} act
 */
async function commandsDuring(stage, act) {
  const [before, start] = [await sent(stage), performance.now()]
  await act()
  return { commands: (await sent(stage)) - before, ms: performance.now() - start }
}

/** @param {import('../stage.mjs').Stage} stage */
async function sent(stage) {
  const { redis } = await stage.probe()
  if (redis === undefined) throw new Error('there is no Redis to ask')
  return redis.commands
}
