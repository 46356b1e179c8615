import { ConnectionContext, eventContext, everyone, type Job, Unavailable } from '../core/index.ts'
import { type GatewayEvent, readGatewayEvent } from './gateway-event.ts'
import { handshakeOf } from './handshake.ts'
import { identified } from './identified.ts'
import { message, turnsOf } from './message.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { recorded } from './recorded.ts'
import { watchOf } from './stay.ts'
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
  const turns = turnsOf(ports)
  return async (given) => {
    const event = readGatewayEvent(given)
    const home = homeOf(event)
    switch (event.requestContext.eventType) {
      case 'CONNECT':
        return connect(event, home, ports)
      case 'MESSAGE':
        await message(event, home, ports, turns)
        return ok
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
