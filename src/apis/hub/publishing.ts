import {
  type Appended,
  after,
  type Context,
  channel as channelTopic,
  isLongerThan,
  type Later,
  user as userTopic,
} from '../../core/index.ts'
import type { HubUser } from '../../protocol/index.ts'
import { isDeeperThan, maxDepth } from './depth.ts'
import { event, message, publishReply, reply } from './frames.ts'
import { HubFailure } from './hub-failure.ts'
import { judged, type Moderation, type ToBeSaid, unchecked } from './moderation.ts'
import type { Namespace } from './namespaces.ts'
import type { HubOptions, HubParts } from './options.ts'
import { demand, rulesOf } from './rules.ts'
import { whoIs } from './who.ts'

export interface Publish {
  readonly id?: string | undefined
  readonly channel: string
  readonly data: unknown
  readonly key?: string | undefined
  /** The whole request, as it was sent. */
  readonly text: string
}

/** Publish in a channel. Nothing is put off unless a store, a moderator or a rate needs it. */
export function publish(c: Context, request: Publish, check: DataCheck, parts: HubParts): Later<void> {
  const { channel, data } = request
  const rules = rulesOf(channel, parts.options)
  demandSize(request, parts.options)
  return after(demand(c, 'publish', channel, rules), () => {
    // What the rules are like is not for who may not publish.
    check(rules, data)
    const fitting = { parts, check: (said: unknown) => check(rules, said) }
    return after(demandRate(c, channel, rules, parts), () =>
      after(whoIs(c.user, parts), (from) =>
        after(moderated(rules.moderation, { channel, user: from, data }, fitting), (said) =>
          record(c, { ...request, data: said }, { from, rules }, parts),
        ),
      ),
    )
  })
}

/** Throws for data that the namespace has no room for. */
export type DataCheck = (rules: Namespace, data: unknown) => void

function record(
  c: Context,
  { id, channel, data, key }: Publish,
  { from, rules }: { readonly from: HubUser; readonly rules: Namespace },
  { ids, clock }: HubParts,
): Later<void> {
  const mid = ids.short()
  const text = message(channel, { mid, from, ts: clock.now(), data })
  const topic = channelTopic(channel)
  const { retention } = rules
  if (retention.events === 0 && key === undefined) {
    return c.publish(topic, text, id === undefined ? {} : { ack: publishReply(id, mid, undefined, false) })
  }
  const ack = ({ position, isDuplicate, note }: Appended): string | undefined =>
    id === undefined ? undefined : publishReply(id, note ?? mid, position, isDuplicate)
  return c.record(topic, text, {
    retention,
    ack,
    ...(key !== undefined && { key: ownKey(c, key), note: mid }),
  })
}

/** A key belongs to its user. */
const ownKey = (c: Context, key: string): string => JSON.stringify([c.user.id, key])

const mostGrowth = 6

/** Throws for data that is too large. */
export function demandSize({ data, text }: Pick<Publish, 'data' | 'text'>, options: HubOptions): void {
  const limit = options.limits.publishBytes
  if (isDeeperThan(maxDepth, data, text)) {
    throw new HubFailure(
      'bad_request',
      `Nest less: data can have ${maxDepth} lists and objects in one another`,
      {
        details: [{ path: 'data', rule: 'max_depth', limit: maxDepth }],
      },
    )
  }
  // Data cannot be much larger than the message that it is in: 1e20 grows most, and that is written with 21 digits.
  if (!isLongerThan(limit / mostGrowth, text) || !isLongerThan(limit, JSON.stringify(data))) return
  throw new HubFailure('too_large', `Send less: data can have ${limit} bytes`, {
    details: [{ path: 'data', rule: 'max_bytes', limit }],
  })
}

interface Fitting {
  readonly parts: HubParts
  /** Throws for what the rules have no room for. */
  readonly check: (data: unknown) => void
}

/** What a moderator says instead has to be within the rules too. */
function fits(data: unknown, { parts: { options }, check }: Fitting): boolean {
  try {
    demandSize({ data, text: JSON.stringify(data) ?? '' }, options)
    check(data)
    return true
  } catch (error) {
    if (error instanceof HubFailure) return false
    throw error
  }
}

function demandRate(c: Context, channel: string, { rate }: Namespace, { rates }: HubParts): Later<void> {
  if (rate === undefined) return
  const bucket = { perSecond: rate, burst: Math.max(1, Math.ceil(rate * 2)) }
  return after(rates.take(`hub ${channel} ${c.user.id}`, 1, bucket), (taken) => {
    if (taken > 0) return
    throw new HubFailure('rate_limited', `Say less in "${channel}": ${rate} a second`, {
      retryAfterMs: Math.ceil(1_000 / rate),
    })
  })
}

const misfit = 'It cannot be said here as a moderator has changed it; say it in other words'

/** What is said in the end. Throws, or rejects, if it is not. */
function moderated(
  moderations: readonly Moderation[] | undefined,
  said: ToBeSaid,
  fitting: Fitting,
  at = 0,
): Later<unknown> {
  const moderation = moderations?.[at]
  if (moderation === undefined) return said.data
  const { parts } = fitting
  return after(judged(moderation, said, parts), (judgement) => {
    if ('reject' in judgement) throw new HubFailure('rejected', judgement.reject)
    if ('unavailable' in judgement) throw unchecked()
    const isChanged = 'replace' in judgement
    if (isChanged && !fits(judgement.replace, fitting)) {
      parts.log.warn({ channel: said.channel }, 'what a moderator has changed does not fit')
      if (moderation.onFailure === 'closed') throw new HubFailure('rejected', misfit)
      return moderated(moderations, said, fitting, at + 1)
    }
    const data = isChanged ? judgement.replace : said.data
    return moderated(moderations, { ...said, data }, fitting, at + 1)
  })
}

export interface Direct {
  readonly id?: string | undefined
  readonly to: string
  readonly data: unknown
  readonly key?: string | undefined
  readonly text: string
}

const anything = (): void => {}
const nothingKept = { events: 0, ageMs: 0 }

/** Say something to all connections of a user. */
export function direct(c: Context, { id, to, data, key, text: sent }: Direct, parts: HubParts): Later<void> {
  demandSize({ data, text: sent }, parts.options)
  const topic = userTopic(to)
  return after(whoIs(c.user, parts), (from) =>
    after(moderated(parts.options.moderation, { user: from, data }, { parts, check: anything }), (said) =>
      after(c.members(topic), (members) => {
        const text = event('direct', { mid: parts.ids.short(), from, ts: parts.clock.now(), data: said })
        const delivered = members.length
        if (key === undefined) {
          return c.publish(topic, text, id === undefined ? {} : { ack: reply(id, { delivered }) })
        }
        const ack = ({ isDuplicate, note }: Appended): string | undefined =>
          id === undefined
            ? undefined
            : reply(id, { delivered: Number(note ?? delivered), ...(isDuplicate && { duplicate: true }) })
        return c.record(topic, text, {
          retention: nothingKept,
          key: ownKey(c, key),
          note: `${delivered}`,
          ack,
        })
      }),
    ),
  )
}
