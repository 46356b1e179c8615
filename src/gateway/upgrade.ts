import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Server, WebSocketServer } from 'ws'
import {
  type Admission,
  after,
  type Denial,
  type Handshake,
  type Later,
  type ResponseHeaders,
  Unavailable,
  type Verdict,
} from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import { type ClientAddress, forwardedFor } from './client-address.ts'
import type { DomainName } from './domain-name.ts'
import { FlushingWebSocket } from './flushing-web-socket.ts'
import { FrameInspector } from './frame-inspector.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import { ReadHandshake } from './handshake.ts'
import type { Mount } from './mount.ts'
import { splitTarget } from './paths.ts'
import { refuse } from './refuse.ts'
import { addResponseHeaders, responseHeaders } from './response-headers.ts'
import { upgradeFault } from './upgrade-fault.ts'

const closeTimeoutMs = 5_000
/** API Gateway's limit for a URL, in characters (AWS quotas). */
const maxUrlLength = 4_096

interface Arrival {
  readonly request: IncomingMessage
  readonly socket: Socket
  readonly head: Buffer
  /** The API that it is for, once that is known. */
  mount: Mount | undefined
  /** The address of the client, where it is not the socket's. */
  sourceIp: string | undefined
  /** Called when somebody else looks after the socket. */
  release(): void
}

interface Place {
  readonly mount: Mount
  readonly server: Server<typeof FlushingWebSocket>
}

export interface Upgrades {
  /** Take an upgrade from the HTTP server. Never throws; ends the socket of whom it refuses. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** From now on answer 503. */
  refuseAll(): void
  /** End the sockets of those who are neither in nor gone yet. */
  abandon(): void
}

export interface UpgradesOptions {
  readonly domainName: DomainName
  /** Without it, the other end of the socket is the client. */
  readonly clientAddress: ClientAddress | undefined
}

/** From an HTTP upgrade to a connection of the API that is mounted at its path, or to a refusal. */
export function upgrades(
  mounts: readonly Mount[],
  { ids, log, clock, sharing }: GatewayPorts,
  { domainName, clientAddress }: UpgradesOptions,
): Upgrades {
  const places = placesOf(mounts)
  const waiting = new Set<Socket>()
  let isDraining = false

  const find = (path: string, query: URLSearchParams): Place | undefined =>
    places.get(path) ?? [...places.values()].find(({ mount }) => mount.options.takesUnmapped?.(query))

  const take = (arrival: Arrival): Later<void> => {
    const { request, socket } = arrival
    const target = request.url ?? '/'
    if (isDraining || sharing?.problem() !== undefined) return refuse(socket, 503)
    if (target.length > maxUrlLength) return refuse(socket, 414)
    const { path, query } = splitTarget(target)
    const place = find(path, query)
    if (place === undefined) return refuse(socket, 403)
    const fault = upgradeFault(request)
    if (fault !== undefined) return refuse(socket, fault)
    const { mount } = place
    arrival.mount = mount
    if (!mount.allowsConnection()) {
      mount.counts.throttled += 1
      return refused(mount, socket, 429)
    }
    const handshake = handshakeOf(arrival, { path, query })
    return after(mount.authorize(handshake), (verdict) => judge(place, arrival, handshake, verdict))
  }

  const handshakeOf = (arrival: Arrival, target: ReturnType<typeof splitTarget>): ReadHandshake => {
    const { request, socket } = arrival
    const peer = socket.remoteAddress ?? ''
    const sourceIp = clientAddress === undefined ? peer : clientAddress(peer, forwardedFor(request))
    if (sourceIp !== peer) arrival.sourceIp = sourceIp
    const known = {
      ...target,
      connectionId: sharing?.connectionId() ?? ids.short(),
      requestedAt: clock.now(),
      sourceIp,
    }
    return new ReadHandshake(request, known, domainName)
  }

  const judge = (place: Place, arrival: Arrival, handshake: Handshake, verdict: Verdict): Later<void> => {
    const { mount } = place
    const { api, path } = mount.options
    const outcome = 'deny' in verdict ? verdict.deny.reason : 'allowed'
    log.debug({ api: api.name, path, connectionId: handshake.connectionId, outcome }, 'authorized')
    if (isDraining) return refuse(arrival.socket, 503)
    if ('deny' in verdict) return deny(place, arrival, verdict.deny)
    // Nobody waits for the answer any more.
    if (arrival.socket.destroyed) return
    const { allow } = verdict
    return after(mount.admit(handshake, allow), (admission) =>
      finish(place, arrival, handshake.connectionId, { admission, allow }),
    )
  }

  const finish = (place: Place, arrival: Arrival, connectionId: string, admitted: Admitted): void => {
    const { admission, allow } = admitted
    if ('refuse' in admission) {
      refused(place.mount, arrival.socket, admission.refuse.status, admission.refuse.headers)
      return
    }
    if (isDraining) refuse(arrival.socket, 503)
    const isOpen = !isDraining && accept(place, arrival, connectionId, { allow, admission })
    if (!isOpen) place.mount.notOpened(connectionId, allow)
  }

  const failed = ({ socket, mount }: Arrival, error: unknown): void => {
    const isAway = error instanceof Unavailable
    if (!isAway) log.error({ err: error }, 'an authorizer failed')
    if (mount !== undefined) {
      mount.counts.refused += 1
      mount.counts.authFailures[isAway ? 'unavailable' : 'fault'] += 1
    }
    refuse(socket, isAway ? 503 : 500)
  }

  return {
    take(request, socket, head) {
      if (!(socket instanceof Socket)) throw new TypeError('The HTTP server gave an upgrade without a socket')
      const destroy = (): void => void socket.destroy()
      const release = (): void => {
        waiting.delete(socket)
        socket.off('error', destroy).off('close', release)
      }
      waiting.add(socket)
      socket.on('error', destroy).on('close', release)
      const arrival: Arrival = { request, socket, head, mount: undefined, sourceIp: undefined, release }
      try {
        const taking = take(arrival)
        if (taking instanceof Promise) taking.catch((error: unknown) => failed(arrival, error))
      } catch (error) {
        failed(arrival, error)
      }
    },
    refuseAll() {
      isDraining = true
    },
    abandon() {
      for (const socket of waiting) socket.destroy()
    },
  }
}

/** Throws if two APIs want the same path. */
function placesOf(mounts: readonly Mount[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const mount of mounts) {
    const { api, path } = mount.options
    const other = places.get(path)?.mount.options.api.name
    if (other !== undefined) throw new TypeError(`"${api.name}" and "${other}" cannot both be at ${path}`)
    places.set(path, { mount, server: webSocketServer(mount) })
  }
  return places
}

function webSocketServer({ options: { api } }: Mount): Server<typeof FlushingWebSocket> {
  const options = {
    noServer: true,
    WebSocket: FlushingWebSocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: api.frames.maxMessageBytes,
    closeTimeout: closeTimeoutMs,
    handleProtocols: (offered: Set<string>) => api.subprotocol([...offered]) ?? false,
  }
  return new WebSocketServer(options).on('headers', addResponseHeaders)
}

type Allowed = Extract<Verdict, { allow: unknown }>

interface Admitted extends Allowed {
  readonly admission: Admission
}

interface Accepted extends Allowed {
  readonly admission: Extract<Admission, { accept: unknown }>
}

/** `false` when the client is gone. */
function accept(
  { mount, server }: Place,
  arrival: Arrival,
  connectionId: string,
  { allow, admission }: Accepted,
): boolean {
  const { maxFrameBytes, maxMessageBytes } = mount.options.api.frames
  const { request, socket, head, sourceIp, release } = arrival
  let isOpen = false
  if (admission.accept.length > 0) responseHeaders.set(request, admission.accept)
  server.handleUpgrade(request, socket, head, (ws) => {
    isOpen = true
    release()
    const inspector = maxFrameBytes < maxMessageBytes ? new FrameInspector(maxFrameBytes) : undefined
    const userAgent = request.headers['user-agent']
    mount.open(connectionId, allow, { ws, socket, inspector, userAgent, sourceIp }, admission.memo)
  })
  return isOpen
}

function refused(mount: Mount, socket: Socket, status: number, headers?: ResponseHeaders): void {
  mount.counts.refused += 1
  refuse(socket, status, headers)
}

function deny({ mount, server }: Place, { request, socket, head }: Arrival, denial: Denial): void {
  mount.counts.refused += 1
  mount.counts.authFailures[denial.reason] += 1
  const frame = mount.options.api.refusalFrame?.(denial)
  if (frame === undefined) {
    refuse(socket, denial.status)
    return
  }
  server.handleUpgrade(request, socket, head, (ws) => {
    ws.on('error', () => ws.terminate())
    ws.send(frame)
    ws.close(closeCodes.policyViolation, 'Unauthorized')
  })
}
