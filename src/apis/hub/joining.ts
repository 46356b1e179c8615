import {
  after,
  type Context,
  channel as channelTopic,
  type Joined,
  type Joining,
  type Later,
  type Position,
} from '../../core/index.ts'
import { dampedMembers, type HubJoined, type HubPosition, type HubUser } from '../../protocol/index.ts'
import { announce, arrive, channelOf } from './attendance.ts'
import { cutOff } from './farewells.ts'
import { event } from './frames.ts'
import { HubFailure } from './hub-failure.ts'
import type { Namespace, Role } from './namespaces.ts'
import type { HubParts } from './options.ts'
import { demand, rulesOf } from './rules.ts'
import { tokenFacts } from './token-facts.ts'
import { whoIs } from './who.ts'

export interface JoinOptions {
  readonly channel: string
  readonly since?: HubPosition | undefined
  /** The frame that says so, ahead of what was missed. */
  readonly welcome: (joined: HubJoined) => Later<string | undefined>
}

/** Join a channel. Throws, or rejects with, a `HubFailure` where that is not to be. */
export function join(c: Context, options: JoinOptions, parts: HubParts): Later<void> {
  const { channel } = options
  const rules = rulesOf(channel, parts.options)
  return after(demand(c, 'join', channel, rules), () =>
    after(demandRoom(c, channel, parts), () =>
      after(whoIs(c.user, parts), (who) => enter(c, options, { rules, who }, parts)),
    ),
  )
}

function demandRoom(c: Context, channel: string, { options: { limits } }: HubParts): Later<void> {
  return after(c.topics(), (topics) => {
    const channels = topics.filter((topic) => channelOf(topic) !== undefined)
    if (channels.length < limits.channels || channels.includes(channelTopic(channel))) return
    throw tooManyChannels(limits.channels)
  })
}

const tooManyChannels = (limit: number): HubFailure =>
  new HubFailure('too_many_channels', `Leave a channel first: a connection can be in ${limit}`, {
    details: [{ path: 'channel', rule: 'max_channels', limit }],
  })

interface Entering {
  readonly rules: Namespace
  readonly who: HubUser
}

function enter(c: Context, options: JoinOptions, { rules, who }: Entering, parts: HubParts): Later<void> {
  const { channel } = options
  return after(arrive(c, channel, { rules, who }, parts), (entered) =>
    after(follow(c, options, { rules, count: entered.count }, parts), (joined) => {
      if (joined === 'full' || joined === 'gone') return turnAway(c, channel, joined, parts)
      const came = entered.isNew ? who : undefined
      const tell = (frame: string) => c.publish(channelTopic(channel), frame, { except: c.connectionId })
      return announce(tell, channel, { ...entered, came }, rules)
    }),
  )
}

async function turnAway(c: Context, channel: string, why: Joined, parts: HubParts): Promise<void> {
  await depart(c, channel, parts)
  if (why === 'full') throw tooManyChannels(parts.options.limits.channels)
}

/** Who did not get in was not there. What cannot be taken back ends by itself. */
async function depart(c: Context, channel: string, { presence, clock, log }: HubParts): Promise<void> {
  const now = clock.now()
  try {
    await presence.leave(channelTopic(channel), c.connectionId, now, now)
  } catch (error) {
    log.debug({ channel, err: error }, 'who did not get in could not be taken out')
  }
}

function follow(
  c: Context,
  { channel, since, welcome }: JoinOptions,
  { rules, count }: { readonly rules: Namespace; readonly count: number },
  parts: HubParts,
): Later<Joined> {
  const topic = channelTopic(channel)
  const maySee = seesPresence(c, rules)
  const seen = (joined: HubJoined): Later<string | undefined> =>
    maySee
      ? after(membersOf(channel, count, parts), (members) =>
          welcome({ ...joined, present: count, ...(members && { members }) }),
        )
      : welcome(joined)
  if (rules.retention.events === 0) {
    return after(c.join(topic), (joined) => {
      if (joined === 'full' || joined === 'gone') return joined
      return after(seen(nowhere), (frame) =>
        after(frame === undefined ? undefined : c.reply(frame), () => joined),
      )
    })
  }
  let isWelcome = false
  const following = () =>
    c.follow(topic, {
      retention: rules.retention,
      ...(since !== undefined && maySeeHistory(c, rules) && { since }),
      welcome: ({ position, recovered, count: missed }: Joining) =>
        after(seen({ ...position, recovered, count: missed }), (frame) => {
          isWelcome = true
          return frame
        }),
      caughtUp: (position: Position) => event('caught_up', { channel, ...position }),
    })
  return orElse<Joined>(following, async (error) => {
    if (!isWelcome) {
      await depart(c, channel, parts)
      throw error
    }
    // It was answered, and cannot be again: the client comes back and goes on where it is.
    parts.log.warn({ channel, err: error }, 'a client could not be sent what it missed')
    await sendAway(c, parts)
    return 'gone'
  })
}

/** Where not even that can be done now, the client finds what it has not got by the offsets. */
async function sendAway(c: Context, { log }: HubParts): Promise<void> {
  try {
    await cutOff(c, 'away')
  } catch (error) {
    log.debug({ err: error }, 'a client could not be sent away')
  }
}

function orElse<T>(run: () => Later<T>, failed: (error: unknown) => Promise<T>): Later<T> {
  try {
    const running = run()
    return running instanceof Promise ? running.catch(failed) : running
  } catch (error) {
    return failed(error)
  }
}

const nowhere: HubJoined = { epoch: '', offset: 0, recovered: false, count: 0 }

/** Who joins is a member; of the rest, the token says it. */
const isFor = (role: Role, c: Context): boolean =>
  role === 'guest' || role === 'member' || (role === 'user' && tokenFacts(c.user).isKnown)

const seesPresence = (c: Context, { presence }: Namespace): boolean => isFor(presence, c)

/** What was missed is history. */
const maySeeHistory = (c: Context, { history }: Namespace): boolean => isFor(history, c)

function membersOf(
  channel: string,
  count: number,
  { presence, clock }: HubParts,
): Later<readonly HubUser[] | undefined> {
  if (count > dampedMembers) return undefined
  return after(presence.list(channelTopic(channel), dampedMembers, clock.now()), ({ people }) => people)
}

/** Leave a channel, at once. */
export function leave(c: Context, channel: string, parts: HubParts): Later<void> {
  const topic = channelTopic(channel)
  const rules = rulesOf(channel, parts.options)
  return after(c.leave(topic), (left) => {
    if (!left) throw new HubFailure('not_joined', `You are not in "${channel}"`)
    const now = parts.clock.now()
    return after(parts.presence.leave(topic, c.connectionId, now, now), (attendance) =>
      announce((frame) => c.publish(topic, frame), channel, attendance, rules),
    )
  })
}
