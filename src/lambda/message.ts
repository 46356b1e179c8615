import {
  ConnectionContext,
  eventContext,
  type Member,
  router,
  type Sockets,
  Unavailable,
  type User,
  upkeepMs,
} from '../core/index.ts'
import { putOff } from './delivery.ts'
import type { GatewayEvent } from './gateway-event.ts'
import { identified } from './identified.ts'
import { lookAfter } from './leases.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { seldom } from './seldom.ts'
import { Spoken } from './spoken.ts'
import { currentUser, type Guest, standing } from './stay.ts'
import { expire, warn } from './stay-ends.ts'
import { EventTopics } from './topics.ts'
import { verbsOf } from './verbs.ts'

/** How often one instance of the function warns a client at most. */
const warnedMs = 60_000

/** What one instance of the function does for a connection now and then. */
export interface Turns {
  isToLookAfter(connectionId: string): boolean
  isToWarn(connectionId: string): boolean
}

export const turnsOf = ({ clock }: LambdaPorts): Turns => ({
  isToLookAfter: seldom(clock, upkeepMs),
  isToWarn: seldom(clock, warnedMs),
})

/** Handle a message of a client. */
export async function message(
  event: GatewayEvent,
  home: ApiHome,
  ports: LambdaPorts,
  turns: Turns,
): Promise<void> {
  const { connectionId, connectedAt, requestId } = event.requestContext
  const who = identified(event)
  if ('refused' in who) return
  const { api } = home
  const speaker: Member = { connectionId, connectedAt }
  const spoken = new Spoken(home, ports, speaker)
  const topics = new EventTopics(home, (...publish) => spoken.publish(...publish))
  let isClosed = false
  const onClose = (): void => {
    isClosed = true
  }
  const verbs = verbsOf({ topics, sockets: replying(speaker, home, ports, onClose) }, home, ports)
  const contextOf = (of: User) => new ConnectionContext(verbs, eventContext(verbs), connectionId, of)
  const routes = router(api, { ids: { ...ports.ids, short: () => requestId }, log: ports.log })
  const { text, isBase64Encoded } = textOf(event, home)
  const user = await known({ connectionId, user: who.user }, home, ports)
  if (user === 'unavailable') return routes.fault(contextOf(who.user), { kind: 'unavailable' }, text)
  const found = standing(home, user, ports.clock)
  if (found.is === 'over') return expire(connectionId, found.until, home, ports)
  const c = contextOf(user)
  await routes.message(c, text, isBase64Encoded)
  await spoken.finish()
  await warnInTime(c, home, ports, turns)
  const isNew = ports.clock.now() - connectedAt < upkeepMs
  // Whom the handler has sent away gives no sign of life.
  if (api.upkeep === undefined || isClosed || isNew || !turns.isToLookAfter(connectionId)) return
  await lookAfter({ connectionId, user: c.user }, verbs, home, ports)
  await spoken.finish()
}

/** Who a client is just now. A message of one who cannot be asked after is not handled. */
async function known(guest: Guest, home: ApiHome, { log }: LambdaPorts): Promise<User | 'unavailable'> {
  try {
    return await currentUser(guest, home)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    log.warn({ connectionId: guest.connectionId, err: error }, 'a client could not be asked after')
    return 'unavailable'
  }
}

/** The job that does it may be late, and a client that has just sent a new token is told nothing. */
async function warnInTime(
  { connectionId, user }: Guest,
  home: ApiHome,
  ports: LambdaPorts,
  { isToWarn }: Turns,
): Promise<void> {
  const found = standing(home, user, ports.clock)
  if (found.is !== 'ending' || !isToWarn(connectionId)) return
  try {
    await warn({ connectionId, user }, found.until, home, ports)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    ports.log.debug({ connectionId, err: error }, 'a client is being warned already, or cannot be')
  }
}

/**
 * A reply that cannot be sent now is sent in a while: what it says has happened, and to be told to try again would make it
 * happen twice.
 */
function replying(speaker: Member, home: ApiHome, ports: LambdaPorts, onClose: () => void): Sockets {
  return {
    ...home.sockets,
    async send(to, frame) {
      try {
        return await home.sockets.send(to, frame)
      } catch (error) {
        if (!(error instanceof Unavailable) || to !== speaker.connectionId) throw error
        await putOff({ id: ports.ids.uuid(), frame, to: [speaker], attempt: 0 }, home, ports)
        return 'sent'
      }
    },
    close(connectionId, code, reason) {
      if (connectionId === speaker.connectionId) onClose()
      return home.sockets.close(connectionId, code, reason)
    },
  }
}

/** A binary frame comes in Base64; some APIs read its bytes as text. */
function textOf(event: GatewayEvent, { api }: ApiHome): { text: string; isBase64Encoded: boolean } {
  const { body, isBase64Encoded = false } = event
  const text = body ?? ''
  return isBase64Encoded && api.frames.binary === 'as-text'
    ? { text: Buffer.from(text, 'base64').toString(), isBase64Encoded: false }
    : { text, isBase64Encoded }
}
