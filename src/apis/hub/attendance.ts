import {
  type Attendance,
  after,
  type Context,
  channel as channelTopic,
  type Later,
  type Tended,
  type Topic,
  type UpkeepContext,
} from '../../core/index.ts'
import { dampedMembers, graceMs, type HubUser, leaseMs } from '../../protocol/index.ts'
import { event } from './frames.ts'
import { HubFailure } from './hub-failure.ts'
import type { Namespace } from './namespaces.ts'
import type { HubParts } from './options.ts'
import { rulesOf } from './rules.ts'
import { whoIs } from './who.ts'

const prefix = channelTopic('')
const atOnce = 500
/** A grace is over a little after it has ended. */
const marginMs = 100

/** The channel of a topic, if it is one. */
export const channelOf = (topic: Topic): string | undefined =>
  topic.startsWith(prefix) ? topic.slice(prefix.length) : undefined

/** Whether everybody who is in such a channel may know who else is. */
export const isOpen = ({ presence }: Namespace): boolean => presence === 'guest' || presence === 'member'

/** Note that a connection is in a channel. Throws, or rejects, if there is no room; then it is not. */
export function arrive(
  c: Context,
  channel: string,
  { rules, who }: { readonly rules: Namespace; readonly who: HubUser },
  { presence, clock }: HubParts,
): Later<Attendance & { readonly isNew: boolean }> {
  const topic = channelTopic(channel)
  const now = clock.now()
  const attendee = { connectionId: c.connectionId, person: who }
  return after(presence.enter(topic, attendee, now + leaseMs, now), (entered) => {
    if (!entered.isNew || entered.count <= (rules.maxMembers ?? Number.POSITIVE_INFINITY)) return entered
    return after(presence.leave(topic, c.connectionId, now, now), () => {
      throw new HubFailure('channel_full', `"${channel}" is full; try again when somebody has left`)
    })
  })
}

/** Tell the others of a channel who has come and who has gone. Where there are many, that is not told of each. */
export function announce(
  tell: (frame: string) => Later<void>,
  channel: string,
  { count, gone, came }: Attendance & { readonly came?: HubUser | undefined },
  rules: Namespace,
): Later<void> {
  if (count > dampedMembers || !isOpen(rules)) return
  const frames = gone.map((user) => event('left', { channel, user, count }))
  if (came !== undefined) frames.push(event('joined', { channel, user: came, count }))
  const told = frames.map(tell).filter((each) => each instanceof Promise)
  return told.length === 0 ? undefined : Promise.all(told).then(() => {})
}

/** A connection has ended: who does not come back within a while has left. */
export async function hangUp(
  c: Context,
  topics: readonly Topic[],
  { presence, clock }: HubParts,
): Promise<void> {
  const now = clock.now()
  for (const topic of topics) {
    if (channelOf(topic) === undefined) continue
    await presence.leave(topic, c.connectionId, now + graceMs, now)
    await c.tend(topic, graceMs + marginMs)
  }
}

/** Keep who is there, find out who is not, and tell of where a quiet channel is. */
export async function tendChannel(c: UpkeepContext, tended: Tended, parts: HubParts): Promise<void> {
  const { topic, quietMs } = tended
  const channel = channelOf(topic)
  if (channel === undefined) return
  const rules = rulesOf(channel, parts.options)
  const count = await keep(c, channel, tended, { rules, parts })
  if (count > dampedMembers && isOpen(rules)) c.tell(topic, event('count', { channel, count }))
  if (rules.retention.events === 0 || quietMs < quietEnoughMs) return
  const { position } = await c.read(topic, { after: 0, limit: 0, maxBytes: 0 }, rules.retention)
  c.tell(topic, event('position', { channel, ...position }))
}

const quietEnoughMs = 15_000

/** Renew the leases of the members. Whose had ended, although they are there, comes again. */
async function keep(
  c: UpkeepContext,
  channel: string,
  { topic, members }: Tended,
  { rules, parts }: { readonly rules: Namespace; readonly parts: HubParts },
): Promise<number> {
  const { presence, clock } = parts
  const users = new Map(members.map(({ connectionId, user }) => [connectionId, user]))
  const connectionIds = [...users.keys()]
  const tell = (frame: string): Later<void> => c.publish(topic, frame)
  let count = 0
  for (let from = 0; from === 0 || from < connectionIds.length; from += atOnce) {
    const now = clock.now()
    const kept = await presence.keep(topic, connectionIds.slice(from, from + atOnce), now + leaseMs, now)
    count = kept.count
    await announce(tell, channel, kept, rules)
    for (const connectionId of kept.missing) {
      const user = users.get(connectionId)
      if (user === undefined) continue
      const person = await whoIs(user, parts)
      const entered = await presence.enter(topic, { connectionId, person }, now + leaseMs, now)
      count = entered.count
      await announce(tell, channel, { ...entered, came: entered.isNew ? person : undefined }, rules)
    }
  }
  return count
}
