import {
  ConnectionContext,
  eventContext,
  everyone,
  type Home,
  type Log,
  type Member,
  router,
  type Sockets,
  Unavailable,
  type User,
} from '../core/index.ts'
import { carried } from './carried-user.ts'
import { putOff } from './delivery.ts'
import { type GatewayEvent, readGatewayEvent } from './gateway-event.ts'
import { handshakeOf } from './handshake.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { recorded } from './recorded.ts'
import { Spoken } from './spoken.ts'
import { EventTopics } from './topics.ts'
import { type Ended, jobOf, type Opened } from './work.ts'

export interface GatewayAnswer {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
}

const ok: GatewayAnswer = { statusCode: 200 }

/** The job of a `$connect` may still be under way: the end of so young a connection is told a while later. */
const youthMs = 5_000
const youngWaitSeconds = 2

/** The function behind all routes of an API: `homeOf` is asked with each event, because it says where the API is. */
export function apiFunction(
  homeOf: (event: GatewayEvent) => ApiHome,
  ports: LambdaPorts,
): (event: unknown) => Promise<GatewayAnswer> {
  return async (given) => {
    const event = readGatewayEvent(given)
    const home = homeOf(event)
    switch (event.requestContext.eventType) {
      case 'CONNECT':
        return connect(event, home, ports)
      case 'MESSAGE':
        return message(event, home, ports)
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
    if (effects.length > 0) {
      const opened: Opened = {
        kind: 'opened',
        api: api.name,
        id: connectionId,
        connection: { connectionId, connectedAt },
        effects: [...effects],
      }
      await ports.jobs.send([jobOf(opened)])
    }
  } catch (error) {
    await forget(connectionId, home, ports)
    if (!(error instanceof Unavailable)) throw error
    ports.log.error({ api: api.name, connectionId, err: error }, 'a connection could not be opened')
    return { statusCode: 503 }
  }
  const subprotocol = api.subprotocol(handshake.subprotocols)
  return subprotocol === undefined ? ok : { ...ok, headers: { 'Sec-WebSocket-Protocol': subprotocol } }
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

async function message(event: GatewayEvent, home: ApiHome, ports: LambdaPorts): Promise<GatewayAnswer> {
  const { connectionId, connectedAt, requestId } = event.requestContext
  const who = identified(event)
  if ('refused' in who) return ok
  const speaker: Member = { connectionId, connectedAt }
  const spoken = new Spoken(home, ports, speaker)
  const topics = new EventTopics(home.members, (...publish) => spoken.publish(...publish))
  const c = contextOf({ ...ports, topics, sockets: replying(speaker, home, ports) }, connectionId, who.user)
  const routes = router(home.api, { ids: { ...ports.ids, short: () => requestId }, log: ports.log })
  const { text, isBase64Encoded } = textOf(event, home)
  await routes.message(c, text, isBase64Encoded)
  await spoken.finish()
  return ok
}

/**
 * A reply that cannot be sent now is sent in a while: what it says has happened, and to be told to try again would make it
 * happen twice.
 */
function replying(speaker: Member, home: ApiHome, ports: LambdaPorts): Sockets {
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
  if (home.api.onDisconnect === undefined) {
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

function contextOf(home: Home & { readonly log: Log }, connectionId: string, user: User): ConnectionContext {
  return new ConnectionContext(home, eventContext(home), connectionId, user)
}
