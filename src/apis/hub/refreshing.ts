import type { Context } from '../../core/index.ts'
import { channelOf } from './attendance.ts'
import { failure, hubError } from './frames.ts'
import { HubFailure } from './hub-failure.ts'
import { leave } from './joining.ts'
import type { HubParts } from './options.ts'
import { isRevoked } from './people.ts'
import { demand, rulesOf } from './rules.ts'
import { tokenFacts } from './token-facts.ts'

/**
 * Take a new token for the one that is about to end. Answers when that ends. What it gives no right to is left: the client is in none
 * of the channels that it could not join now.
 */
export async function refresh(c: Context, token: string, parts: HubParts): Promise<number | undefined> {
  const user = await c.verify(token)
  if (user === undefined) throw new HubFailure('unauthorized', 'Log in again: this token does not hold')
  if (user.id !== c.user.id)
    throw new HubFailure('forbidden', 'Send a token of the same user, or connect anew')
  if (await isRevoked(user, parts)) throw new HubFailure('forbidden', 'Log in again: this token was revoked')
  const { name, ...rest } = user
  const kept = name ?? c.user.name
  await c.renew(kept === undefined ? rest : { ...rest, name: kept })
  await leaveLost(c, parts)
  return tokenFacts(user).expiresAt
}

async function leaveLost(c: Context, parts: HubParts): Promise<void> {
  for (const topic of await c.topics()) {
    const channel = channelOf(topic)
    if (channel === undefined || (await mayJoin(c, channel, parts))) continue
    await leave(c, channel, parts)
    const text = `You are not in "${channel}" any more: your new token does not let you join it`
    await c.reply(failure(undefined, hubError('forbidden', text, parts.ids.short())))
  }
}

async function mayJoin(c: Context, channel: string, parts: HubParts): Promise<boolean> {
  try {
    await demand(c, 'join', channel, rulesOf(channel, parts.options))
    return true
  } catch (error) {
    if (error instanceof HubFailure) return false
    throw error
  }
}
