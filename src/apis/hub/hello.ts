import { after, type Context, Unavailable } from '../../core/index.ts'
import {
  type HubError,
  type HubJoined,
  type HubPosition,
  type HubReplies,
  heartbeatMs,
} from '../../protocol/index.ts'
import { channelOf } from './attendance.ts'
import { hubError, reply } from './frames.ts'
import { HubFailure } from './hub-failure.ts'
import { join } from './joining.ts'
import { isChannelName } from './messages.ts'
import type { HubParts } from './options.ts'
import { tokenFacts } from './token-facts.ts'
import { whoIs } from './who.ts'

type Resumed = HubReplies['hello']['resumed'][string]

export interface Hello {
  readonly id?: string | undefined
  readonly resume?: Readonly<Record<string, HubPosition>> | undefined
}

/**
 * Say who is connected and within which limits, and join again what the client was in: first comes the reply, which says
 * what became of each channel, and then what was missed of them. Rejects if that cannot be said: then nothing was joined.
 */
export async function hello(c: Context, { id, resume = {} }: Hello, parts: HubParts): Promise<void> {
  const channels = Object.entries(resume)
  await demandRoom(c, Object.keys(resume), parts)
  const outcomes = new Map<string, Resumed>()
  let greet = (_saying: Promise<void>): void => {}
  const greeted = new Promise<void>((resolve) => {
    greet = resolve
  })
  const note = (channel: string, outcome: Resumed): void => {
    if (outcomes.has(channel)) return
    outcomes.set(channel, outcome)
    if (outcomes.size === channels.length) greet(sayHello(c, id, outcomes, parts))
  }
  if (channels.length === 0) return sayHello(c, id, outcomes, parts)
  await Promise.all(
    channels.map(async ([channel, since]) => {
      const welcome = async ({ recovered, count, offset, epoch }: HubJoined): Promise<undefined> => {
        note(channel, { recovered, count, offset, epoch })
        await greeted
      }
      try {
        if (!isChannelName(channel))
          throw new HubFailure('bad_request', `"${channel}" is no name of a channel`)
        await join(c, { channel, since, welcome }, parts)
        // Who has gone is not welcomed, and the other channels wait for all.
        if (!outcomes.has(channel)) note(channel, { error: errorOf(new Unavailable('gone'), parts) })
      } catch (error) {
        note(channel, { error: errorOf(error, parts) })
      }
    }),
  )
  await greeted
}

async function demandRoom(
  c: Context,
  wanted: readonly string[],
  { options: { limits } }: HubParts,
): Promise<void> {
  const topics = await c.topics()
  const channels = new Set([...topics.map(channelOf).filter((channel) => channel !== undefined), ...wanted])
  if (channels.size <= limits.channels) return
  throw new HubFailure('too_many_channels', `Resume fewer: a connection can be in ${limits.channels}`, {
    details: [{ path: 'resume', rule: 'max_channels', limit: limits.channels }],
  })
}

function errorOf(error: unknown, { ids, log }: HubParts): HubError {
  const requestId = ids.short()
  if (error instanceof HubFailure) return hubError(error.code, error.message, requestId, error.more)
  if (error instanceof Unavailable) return hubError('unavailable', 'Try again in a while', requestId)
  log.error({ err: error, requestId }, 'a channel could not be resumed')
  return hubError('internal', 'Try again', requestId)
}

async function sayHello(
  c: Context,
  id: string | undefined,
  outcomes: ReadonlyMap<string, Resumed>,
  parts: HubParts,
): Promise<void> {
  if (id === undefined) return
  const { limits, maxAgeMs } = parts.options
  const { expiresAt } = tokenFacts(c.user)
  const user = await whoIs(c.user, parts)
  await after(
    c.reply(
      reply(id, {
        connectionId: c.connectionId,
        user,
        limits,
        heartbeat: heartbeatMs,
        now: parts.clock.now(),
        ...(expiresAt !== undefined && { expiresAt }),
        ...(maxAgeMs !== undefined && { rotateAt: rotateAt(parts.clock.now(), maxAgeMs) }),
        resumed: Object.fromEntries(outcomes),
      }),
    ),
    () => {},
  )
}

/** Some time before a connection is too old, its client had better have another one. Never at once, or there is no end to it. */
const rotateAt = (now: number, maxAgeMs: number): number =>
  now + Math.max(maxAgeMs - rotateAheadMs, maxAgeMs / 2)

const rotateAheadMs = 5 * 60_000
