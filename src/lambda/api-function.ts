import {
  ConnectionContext,
  eventContext,
  everyone,
  type Job,
  type Member,
  router,
  type Sockets,
  Unavailable,
  upkeepMs,
} from '../core/index.ts'
import { carried } from './carried-user.ts'
import { putOff } from './delivery.ts'
import { type GatewayEvent, readGatewayEvent } from './gateway-event.ts'
import { handshakeOf } from './handshake.ts'
import { lookAfter } from './leases.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { recorded } from './recorded.ts'
import { seldom } from './seldom.ts'
import { Spoken } from './spoken.ts'
import { currentUser, type Guest, standing, watchOf } from './stay.ts'
import { expire, warn } from './stay-ends.ts'
import { EventTopics } from './topics.ts'
import { verbsOf } from './verbs.ts'
import { type Ended, jobOf, type Opened } from './work.ts'

export interface GatewayAnswer {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
}

const ok: GatewayAnswer = { statusCode: 200 }

/** The job of a `$connect` may still be under way: the end of so young a connection is told a while later. */
const youthMs = 5_000
const youngWaitSeconds = 2

/** How often one instance of the function warns a client at most. */
const warnedMs = 60_000

/** What one instance of the function does for a connection now and then. */
interface Turns {
  isToLookAfter(connectionId: string): boolean
  isToWarn(connectionId: string): boolean
}

/** The function behind all routes of an API: `homeOf` is asked with each event, because it says where the API is. */
export function apiFunction(
  homeOf: (event: GatewayEvent) => ApiHome,
  ports: LambdaPorts,
): (event: unknown) => Promise<GatewayAnswer> {
  const turns: Turns = {
    isToLookAfter: seldom(ports.clock, upkeepMs),
    isToWarn: seldom(ports.clock, warnedMs),
  }
  return async (given) => {
    const event = readGatewayEvent(given)
    const home = homeOf(event)
    switch (event.requestContext.eventType) {
      case 'CONNECT':
        return connect(event, home, ports)
      case 'MESSAGE':
        return message(event, home, ports, turns)
      case 'DISCONNECT':
        return disconnect(event, home, ports)
    }
  }
}

async function connect(event: GatewayEvent, home: ApiHome, ports: LambdaPorts): Promise<GatewayAnswer> {
  const { connectionId, connectedAt } = event.requestContext
  const { api } = home
  const handshake = handshakeOf(event)
  try {
    const effects = await open(event, home, ports)
    const opened: Opened = {
      kind: 'opened',
      api: api.name,
      id: connectionId,
      connection: { connectionId, connectedAt },
      effects: [...effects],
    }
    const jobs = [...(effects.length > 0 ? [jobOf(opened)] : []), ...watchJobs(event, home, ports)]
    if (jobs.length > 0) await ports.jobs.send(jobs)
  } catch (error) {
    await forget(connectionId, home, ports)
    if (!(error instanceof Unavailable)) throw error
    ports.log.error({ api: api.name, connectionId, err: error }, 'a connection could not be opened')
    return { statusCode: 503 }
  }
  const subprotocol = api.subprotocol(handshake.subprotocols)
  return subprotocol === undefined ? ok : { ...ok, headers: { 'Sec-WebSocket-Protocol': subprotocol } }
}

function watchJobs(event: GatewayEvent, home: ApiHome, ports: LambdaPorts): readonly Job[] {
  const who = identified(event)
  if ('refused' in who) return []
  return watchOf({ connectionId: event.requestContext.connectionId, user: who.user }, home, ports)
}

/** A client that is not let in leaves nothing behind; if that fails too, a sweep does it. */
async function forget(connectionId: string, { connections }: ApiHome, { log }: LambdaPorts): Promise<void> {
  try {
    await connections.forget(connectionId)
  } catch (error) {
    log.warn({ connectionId, err: error }, 'a connection that was not opened could not be forgotten')
  }
}

/** What is to be sent once the connection is there. */
async function open(event: GatewayEvent, home: ApiHome, ports: LambdaPorts): Promise<Opened['effects']> {
  const { connectionId, connectedAt, identity } = event.requestContext
  const { api, connections } = home
  const who = identified(event)
  const later = recorded(home, ports)
  const c = new ConnectionContext(later, eventContext(later), connectionId, who.user)
  if ('refused' in who) {
    await c.reply(api.refusalFrame?.({ status: 401, reason: who.refused }) ?? '')
    await c.close(connectionId, 1008, 'refused')
    return [...later.effects]
  }
  await connections.open({ connectionId, connectedAt, user: who.user, sourceIp: identity.sourceIp }, [
    everyone,
  ])
  await api.onConnect?.(c)
  return [...later.effects]
}

async function message(
  event: GatewayEvent,
  home: ApiHome,
  ports: LambdaPorts,
  turns: Turns,
): Promise<GatewayAnswer> {
  const { connectionId, connectedAt, requestId } = event.requestContext
  const who = identified(event)
  if ('refused' in who) return ok
  const { api } = home
  const user = await currentUser({ connectionId, user: who.user }, home, ports)
  const found = standing(home, user, ports.clock)
  if (found.is === 'over') {
    await expire(connectionId, found.until, home, ports)
    return ok
  }
  const speaker: Member = { connectionId, connectedAt }
  const spoken = new Spoken(home, ports, speaker)
  const topics = new EventTopics(home, (...publish) => spoken.publish(...publish))
  let isClosed = false
  const onClose = (): void => {
    isClosed = true
  }
  const verbs = verbsOf({ topics, sockets: replying(speaker, home, ports, onClose) }, home, ports)
  const c = new ConnectionContext(verbs, eventContext(verbs), connectionId, user)
  const routes = router(api, { ids: { ...ports.ids, short: () => requestId }, log: ports.log })
  const { text, isBase64Encoded } = textOf(event, home)
  await routes.message(c, text, isBase64Encoded)
  await spoken.finish()
  await warnInTime(c, home, ports, turns)
  const isNew = ports.clock.now() - connectedAt < upkeepMs
  // Whom the handler has sent away gives no sign of life.
  if (api.upkeep === undefined || isClosed || isNew || !turns.isToLookAfter(connectionId)) return ok
  await lookAfter({ connectionId, user: c.user }, verbs, home, ports)
  await spoken.finish()
  return ok
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

async function disconnect(event: GatewayEvent, home: ApiHome, ports: LambdaPorts): Promise<GatewayAnswer> {
  const {
    connectionId,
    connectedAt,
    disconnectStatusCode = 1006,
    disconnectReason = '',
  } = event.requestContext
  if ('refused' in identified(event)) return ok
  if (home.api.onDisconnect === undefined && home.api.onDropped === undefined) {
    await home.connections.forget(connectionId)
    return ok
  }
  const ended: Ended = {
    kind: 'ended',
    api: home.api.name,
    id: ports.ids.uuid(),
    connectionId,
    code: disconnectStatusCode,
    reason: disconnectReason,
  }
  const isYoung = ports.clock.now() - connectedAt < youthMs
  await ports.jobs.send([isYoung ? jobOf(ended, youngWaitSeconds) : jobOf(ended)])
  return ok
}

function identified({ requestContext }: GatewayEvent) {
  const { authorizer, connectionId, identity } = requestContext
  return carried(authorizer, identity.userArn ?? connectionId)
}
