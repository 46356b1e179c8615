import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { DeadLetters } from '../core/index.ts'
import type { ClientAddress } from './client-address.ts'
import { connectionsHttp } from './connections-http.ts'
import { timedTurn } from './count-turns.ts'
import { deadLettersHttp } from './dead-letters-http.ts'
import { domainNames } from './domain-name.ts'
import { drain } from './drain.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import type { Guard } from './guard.ts'
import { healthApp, httpApp } from './http.ts'
import { Mount } from './mount.ts'
import type { MountCounts } from './mount-counts.ts'
import type { MountOptions } from './mount-options.ts'
import { putEvents } from './put-events.ts'
import { type Upgrades, upgrades } from './upgrade.ts'

const sweepMs = 1_000

export interface GatewayOptions {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** Speak TLS on the listener, with this certificate and its key (PEM). */
  readonly tls?: Tls | undefined
  readonly mounts: readonly MountOptions[]
  /** Where functions of this server reach it, and the connections that they have made there. */
  readonly functions?: FunctionsSocket
  /** A second port that answers health checks, at `/` too. */
  readonly healthPort: number | undefined
  /** HTTP APIs that share the listener. */
  readonly routes: readonly Hono[]
  /** The folder of the page at `/`, if there is one. */
  readonly site: string | undefined
  /** The folder of pages that are there whatever is in `site`. */
  readonly ownPages?: string | undefined
  /** The path of the API that the page talks to, if it is served. */
  readonly siteApi: string | undefined
  /** Where clients reach the listener, if not at the address that they name in their requests. */
  readonly publicUrl: string | undefined
  /** Who connects, where proxies do it for others. */
  readonly clientAddress?: ClientAddress | undefined
  /** Names of the server, without a port, under which its functions find it. */
  readonly names: readonly string[]
  /** Names of its APIs on AWS. */
  readonly awsNames: readonly string[]
  /** Lets a request for an AWS service through, or answers it. */
  readonly guard: Guard
  readonly deadLetters: DeadLetters
  /** The text of `/metrics`, asked for each time. */
  readonly metrics: (connections: readonly ConnectionCount[]) => Promise<string>
  /** Told how many milliseconds it took to hand out and write what was gathered in a turn of the event loop. */
  readonly onTurn?: (ms: number) => void
}

/** A certificate, with those of its authorities after it, and its private key: PEM, both. */
export interface Tls {
  readonly cert: string
  readonly key: string
}

/** A socket of this machine, or a named pipe, that only the server's own functions know. */
export interface FunctionsSocket {
  readonly path: string
  readonly connections: WeakSet<Socket>
}

/** What one API has to do. */
export interface ConnectionCount {
  readonly api: string
  readonly path: string
  readonly connections: number
  /** Topics with members here. */
  readonly topics: number
  /** Since the start. */
  readonly counts: MountCounts
}

/** API Gateway's contract for WebSocket APIs, on one listener of this process. */
export interface Gateway {
  readonly port: number
  /** The one that was picked where 0 was asked for. */
  readonly healthPort: number | undefined
  connections(): number
  /** What is served, for who looks after the server. */
  readonly mounts: readonly Mount[]
  /**
   * Refuse new connections, end those there are, stop listening. Functions and health checks on the second port can reach
   * it until `close`. Calling it again waits for the same end.
   */
  drain(): Promise<void>
  close(): Promise<void>
}

/** Listen. Rejects with the system's error (`EADDRINUSE`, `EACCES`) when it cannot. */
export async function openGateway(options: GatewayOptions, ports: GatewayPorts): Promise<Gateway> {
  const turn = timedTurn(options.onTurn ?? (() => {}))
  const mounts = options.mounts.map((mount) => new Mount(mount, ports, turn))
  let listeningPort = options.port
  const domainName = domainNames({ ...options, port: () => listeningPort })
  const arrivals = upgrades(mounts, ports, { domainName, clientAddress: options.clientAddress })
  let drained: Promise<void> | undefined
  const isDraining = (): boolean => drained !== undefined
  const metrics = (): Promise<string> => options.metrics(mounts.map(countOf))
  const problem = (): string | undefined => (isDraining() ? 'Draining' : ports.sharing?.problem())
  const app = httpApp({
    ...options,
    mounts,
    log: ports.log,
    problem,
    metrics,
    aws: awsApps(mounts, options, ports),
  })
  const server = serverOf(app, options.tls)
  takeUpgrades(server, arrivals)
  const healthServer = serverOf(healthApp(problem, metrics))
  const { port, healthPort } = await listenBoth(server, healthServer, options)
  listeningPort = port
  const functionsServer = options.functions && (await listenToFunctions(serverOf(app), options.functions))
  const stopSweeping = ports.clock.every(sweepMs, () => sweep(mounts, ports.clock.now()))

  const end = async (): Promise<void> => {
    arrivals.refuseAll()
    // The second port goes on: who asks there is to hear that the server drains.
    await closeAll([server], async () => {
      await drain(mounts, ports.clock)
      stopSweeping()
      for (const mount of mounts) mount.close()
      arrivals.abandon()
    })
  }
  return {
    port,
    healthPort,
    mounts,
    connections: () => mounts.reduce((sum, mount) => sum + mount.connections().length, 0),
    drain: () => {
      drained ??= end()
      return drained
    },
    close: async () => {
      await closeAll([healthServer, ...(functionsServer ? [functionsServer] : [])], async () => {})
    },
  }
}

function awsApps(mounts: readonly Mount[], { guard, deadLetters }: GatewayOptions, ports: GatewayPorts) {
  const { events, clock } = ports
  return [
    connectionsHttp({ mounts, guard }),
    putEvents({ events, guard, clock }),
    deadLettersHttp({ deadLetters, events, guard }),
  ]
}

const countOf = (mount: Mount): ConnectionCount => ({
  api: mount.options.api.name,
  path: mount.options.path,
  connections: mount.connections().length,
  topics: mount.fanOut.size(),
  counts: mount.counts,
})

/** Throws the system's error for a certificate or key that is none. */
function serverOf(app: Hono, tls?: Tls): Server {
  const answer = getRequestListener(app.fetch)
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void answer(request, response)
  return tls === undefined ? createServer(listener) : createSecureServer(tls, listener)
}

function takeUpgrades(server: Server, arrivals: Upgrades): void {
  server.on('upgrade', (request, socket, head) => {
    if (request.headers.upgrade?.toLowerCase() === 'websocket') arrivals.take(request, socket, head)
    else answerPlainly(server, request, socket)
  })
}

/** An upgrade to something else (`h2c`, which curl offers) is ignored and the request answered as it is. */
function answerPlainly(server: Server, request: IncomingMessage, socket: Duplex): void {
  if (!(socket instanceof Socket)) return
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.on('finish', () => socket.end())
  server.emit('request', request, response)
}

async function listenToFunctions(server: Server, { path, connections }: FunctionsSocket): Promise<Server> {
  server.on('connection', (socket: Socket) => connections.add(socket))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path, backlog: 4_096 }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** Both or neither. */
async function listenBoth(
  server: Server,
  healthServer: Server,
  { host, port, healthPort }: GatewayOptions,
): Promise<{ readonly port: number; readonly healthPort: number | undefined }> {
  const listening = await listen(server, host, port)
  if (healthPort === undefined) return { port: listening, healthPort }
  try {
    return { port: listening, healthPort: await listen(healthServer, host, healthPort) }
  } catch (error) {
    server.close()
    throw error
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4_096 }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** Take nobody new, do `last` for those there are, and then end what is still open. */
async function closeAll(servers: readonly Server[], last: () => Promise<void>): Promise<void> {
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
  await last()
  for (const server of servers) server.closeAllConnections()
  await Promise.all(closed)
}

function sweep(mounts: readonly Mount[], now: number): void {
  for (const mount of mounts) for (const connection of mount.connections()) connection.sweep(now)
}
