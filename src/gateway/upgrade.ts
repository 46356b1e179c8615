import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Server, WebSocketServer } from 'ws'
import type { Denial, Handshake, Verdict } from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import { FlushingWebSocket } from './flushing-web-socket.ts'
import { FrameInspector } from './frame-inspector.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import type { Mount } from './mount.ts'
import { splitTarget } from './paths.ts'

const closeTimeoutMs = 5_000
/** API Gateway's limit for a URL, in characters (AWS quotas). */
const maxUrlLength = 4_096

interface Arrival {
  readonly request: IncomingMessage
  readonly socket: Socket
  readonly head: Buffer
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

/** From an HTTP upgrade to a connection of the API that is mounted at its path, or to a refusal. */
export function upgrades(mounts: readonly Mount[], { ids, log }: GatewayPorts): Upgrades {
  const places = placesOf(mounts)
  const waiting = new Set<Socket>()
  let isDraining = false

  const find = (path: string, query: URLSearchParams): Place | undefined =>
    places.get(path) ?? [...places.values()].find(({ mount }) => mount.options.takesUnmapped?.(query))

  const take = async (arrival: Arrival): Promise<void> => {
    const { request, socket } = arrival
    const target = request.url ?? '/'
    if (isDraining) return refuse(socket, 503)
    if (target.length > maxUrlLength) return refuse(socket, 414)
    const { path, query } = splitTarget(target)
    const place = find(path, query)
    if (place === undefined) return refuse(socket, 403)
    const handshake = readHandshake(arrival, ids.short(), path, query)
    const verdict = await authorize(place.mount, handshake)
    if (isDraining) refuse(socket, 503)
    else if ('deny' in verdict) deny(place, arrival, verdict.deny)
    else accept(place, arrival, handshake, verdict)
  }

  const authorize = async (mount: Mount, handshake: Handshake): Promise<Verdict> => {
    const verdict = await mount.authorize(handshake)
    const { api, path } = mount.options
    const outcome = 'deny' in verdict ? verdict.deny.reason : 'allowed'
    log.debug({ api: api.name, path, connectionId: handshake.connectionId, outcome }, 'authorized')
    return verdict
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
      take({ request, socket, head, release }).catch((error: unknown) => {
        log.error({ err: error }, 'an authorizer failed')
        refuse(socket, 500)
      })
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
  return new WebSocketServer(options)
}

function readHandshake(
  arrival: Arrival,
  connectionId: string,
  path: string,
  query: URLSearchParams,
): Handshake {
  const { headers } = arrival.request
  const offered = headers['sec-websocket-protocol'] ?? ''
  return {
    connectionId,
    path,
    target: arrival.request.url ?? '/',
    query,
    headers,
    subprotocols: offered
      .split(',')
      .map((protocol) => protocol.trim())
      .filter(Boolean),
    sourceIp: arrival.socket.remoteAddress ?? '',
  }
}

type Allowed = Extract<Verdict, { allow: unknown }>

function accept({ mount, server }: Place, arrival: Arrival, handshake: Handshake, { allow }: Allowed): void {
  const { maxFrameBytes, maxMessageBytes } = mount.options.api.frames
  const { request, socket, head, release } = arrival
  server.handleUpgrade(request, socket, head, (ws) => {
    release()
    const inspector = maxFrameBytes < maxMessageBytes ? new FrameInspector(maxFrameBytes) : undefined
    const userAgent = request.headers['user-agent']
    mount.open(handshake.connectionId, allow, { ws, socket, inspector, userAgent })
  })
}

function deny({ mount, server }: Place, { request, socket, head }: Arrival, denial: Denial): void {
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

const refusals = {
  401: ['Unauthorized', 'UnauthorizedException'],
  403: ['Forbidden', 'ForbiddenException'],
  414: ['URI Too Long', 'BadRequestException'],
  500: ['Internal Server Error', 'InternalServerErrorException'],
  503: ['Service Unavailable', 'ServiceUnavailableException'],
} as const

/** Answer an upgrade with an HTTP status, as API Gateway words it. */
function refuse(socket: Socket, status: keyof typeof refusals): void {
  const [message, errorType] = refusals[status]
  socket.setTimeout(closeTimeoutMs, () => socket.destroy())
  const body = JSON.stringify({ message })
  socket.end(
    [
      `HTTP/1.1 ${status} ${message}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `x-amzn-ErrorType: ${errorType}`,
      '',
      body,
    ].join('\r\n'),
  )
}
