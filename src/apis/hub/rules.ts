import { after, type Context, channel as channelTopic, type Later } from '../../core/index.ts'
import { HubFailure } from './hub-failure.ts'
import { isNamed, type Namespace, namespaceOf, type Role } from './namespaces.ts'
import type { HubOptions } from './options.ts'
import { tokenFacts } from './token-facts.ts'

export type Right = 'join' | 'publish' | 'history' | 'presence'

/** The rules of a channel. Throws for one that is in no namespace. */
export function rulesOf(channel: string, { namespaces }: HubOptions): Namespace {
  const name = namespaceOf(channel)
  const rules = Object.hasOwn(namespaces, name) ? namespaces[name] : undefined
  if (rules !== undefined) return rules
  throw new HubFailure('forbidden', `There are no channels that begin with "${name}:" here`)
}

/** Throws, or rejects, if the user may not do that in the channel. */
export function demand(c: Context, right: Right, channel: string, rules: Namespace): Later<void> {
  const role: Role = rules[right]
  switch (role) {
    case 'guest':
      return
    case 'user':
      if (!tokenFacts(c.user).isKnown) throw forbidden(right, channel, 'log in as more than a guest')
      return
    case 'member':
      return right === 'join' ? demandNamed(c, channel) : demandJoined(c, right, channel)
    case 'nobody':
      throw forbidden(right, channel, 'nobody may')
  }
}

function demandNamed(c: Context, channel: string): void {
  if (isNamed(channel, c.user.id) || tokenFacts(c.user).channels.includes(channel)) return
  throw forbidden('join', channel, 'it is for others')
}

function demandJoined(c: Context, right: Right, channel: string): Later<void> {
  return after(c.isIn(channelTopic(channel)), (isIn) => {
    if (!isIn)
      throw new HubFailure('not_joined', `Join "${channel}" first: ${deeds[right]} it is for members`)
  })
}

const deeds: Readonly<Record<Right, string>> = {
  join: 'joining',
  publish: 'publishing in',
  history: 'the history of',
  presence: 'who is in',
}

const forbidden = (right: Right, channel: string, why: string): HubFailure =>
  new HubFailure('forbidden', `${deeds[right]} "${channel}" is not allowed to you: ${why}`)
