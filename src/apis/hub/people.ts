import {
  after,
  type Clock,
  type Context,
  type Later,
  type Sanctions,
  type Tended,
  type Topic,
  type UpkeepContext,
  user as userTopic,
} from '../../core/index.ts'
import { type HubUser, leaseMs, maxNameLength } from '../../protocol/index.ts'
import { channelOf, isOpen } from './attendance.ts'
import { dismiss } from './farewells.ts'
import { event } from './frames.ts'
import { HubFailure } from './hub-failure.ts'
import { judged, unchecked } from './moderation.ts'
import type { HubParts } from './options.ts'
import { rulesOf } from './rules.ts'
import { comparedName, hidesSomething, shownName } from './shown-name.ts'
import { tokenFacts } from './token-facts.ts'
import { whoIs } from './who.ts'

/** Choose a name, and tell all channels that the connection is in. Answers the name as it is now. */
export async function rename(c: Context, wanted: string, parts: HubParts): Promise<string> {
  const name = shownName(wanted)
  const was = await whoIs(c.user, parts)
  await demandName(c, name, was, parts)
  if (parts.options.areNamesUnique) await claim(c, name, parts)
  await c.rename(name)
  if (was.name !== name) await tellAll(c, { id: c.user.id, name }, was.name, parts)
  return name
}

async function demandName(c: Context, name: string, was: HubUser, parts: HubParts): Promise<void> {
  if (c.user.name !== undefined) throw notAllowed('yours comes with your account')
  if (name === '' || name.length > maxNameLength) throw notAllowed(`1 to ${maxNameLength} characters`)
  if (hidesSomething(name)) throw notAllowed('without characters that cannot be seen')
  for (const moderation of parts.options.moderation) {
    const judgement = await judged(moderation, { user: was, data: name }, parts)
    if ('unavailable' in judgement) throw unchecked()
    if (!('pass' in judgement)) throw notAllowed('this one is not welcome here')
  }
}

const notAllowed = (why: string): HubFailure =>
  new HubFailure('name_not_allowed', `Choose another name: ${why}`)

async function claim(c: Context, name: string, { names }: HubParts): Promise<void> {
  if ((await names.claim(comparedName(name), c.user.id)) === 'claimed') return
  throw new HubFailure('name_taken', `Choose another name: somebody else is called "${name}"`)
}

async function tellAll(c: Context, user: HubUser, was: string, parts: HubParts): Promise<void> {
  const { presence, clock } = parts
  const now = clock.now()
  for (const topic of await c.topics()) {
    const channel = channelOf(topic)
    if (channel === undefined) continue
    await presence.enter(topic, { connectionId: c.connectionId, person: user }, now + leaseMs, now)
    if (isOpen(rulesOf(channel, parts.options))) await told(c, topic, channel, user, was)
  }
}

const told = (c: Context, topic: Topic, channel: string, user: HubUser, was: string): Later<void> =>
  c.publish(topic, event('renamed', { channel, user, was }))

export interface SanctionsNow {
  readonly sanctions: Pick<Sanctions, 'against'>
  readonly clock: Pick<Clock, 'now'>
}

/** Whether a user may not be here, or not with this token. */
export function isRevoked(user: Context['user'], { sanctions, clock }: SanctionsNow): Later<boolean> {
  const { tokenId, issuedAt } = tokenFacts(user)
  return after(sanctions.against(user.id, tokenId, clock.now()), (held) =>
    held.some(({ kind, subject, at }) => {
      if (kind === 'ban') return true
      if (kind !== 'revoke') return false
      return 'token' in subject || (issuedAt ?? 0) <= at
    }),
  )
}

/** Whoever may not be here any more goes, even if they only listen. */
export async function tendUser(c: UpkeepContext, { topic, members }: Tended, parts: HubParts): Promise<void> {
  for (const { connectionId, user } of members) {
    if (topic === userTopic(user.id) && (await isRevoked(user, parts)))
      await dismiss(c, connectionId, 'ended')
  }
}

/** Throws, or rejects, for a user who was told to be silent. */
export function demandVoice({ user }: Context, { sanctions, clock }: HubParts): Later<void> {
  return after(sanctions.against(user.id, undefined, clock.now()), (held) => {
    const mute = held.find(({ kind }) => kind === 'mute')
    if (mute === undefined) return
    throw new HubFailure('muted', 'You may not speak here for a while', {
      retryAfterMs: mute.until - clock.now(),
    })
  })
}
