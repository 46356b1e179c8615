import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { type HubErrorCode, hubErrors, hubLimits } from '../../src/protocol/index.ts'
import { HubRoom } from './hub-server-room.ts'

/** A frame of a client, as it came. */
export interface Asked {
  readonly action: string
  readonly id?: string
  readonly [field: string]: unknown
}

export interface HubConnection {
  readonly id: string
  readonly token: string | undefined
  readonly ws: WebSocket
  readonly user: { readonly id: string; name: string }
  readonly asked: Asked[]
  send(frame: unknown): void
  event(event: string, fields?: object): void
}

export interface HubServerOptions {
  readonly heartbeat?: number
  readonly limits?: Partial<Record<keyof typeof hubLimits, number>>
  /** In place of the answer: an error, or `drop` for none. */
  intercept?: (asked: Asked, connection: HubConnection) => HubErrorCode | 'drop' | undefined
  /** With the answer to `hello`. */
  hello?: () => object
  /** Whether a token may connect. */
  admits?: (token: string | undefined) => boolean
}

/** A server that keeps to the hub's protocol, in as few lines as that takes, and can be told to behave badly. */
export class HubServer {
  readonly options: HubServerOptions
  readonly connections = new Set<HubConnection>()
  readonly rooms = new Map<string, HubRoom>()
  readonly entities = new Map<string, Set<HubConnection>>()
  /** How many connections there have been. */
  opened = 0
  readonly #server: WebSocketServer

  constructor(options: HubServerOptions, port: number) {
    this.options = options
    this.#server = new WebSocketServer({
      port,
      host: '127.0.0.1',
      handleProtocols: () => 'stoa.v1',
      verifyClient: ({ req }: { readonly req: IncomingMessage }) => options.admits?.(tokenOf(req)) ?? true,
    })
    this.#server.on('connection', (ws, request) => this.#open(ws, tokenOf(request)))
  }

  static async start(options: HubServerOptions = {}): Promise<HubServer> {
    const server = new HubServer(options, 0)
    await once(server.#server, 'listening')
    return server
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/hub`
  }

  room(name: string): HubRoom {
    const room = this.rooms.get(name) ?? new HubRoom(name, !name.startsWith('bare:'))
    this.rooms.set(name, room)
    return room
  }

  /** Say goodbye to everybody, and close with `code` unless it is 0. */
  goodbye(
    reason: string,
    reconnect: boolean,
    code: number,
    delayMs: readonly [number, number] = [0, 0],
  ): void {
    for (const connection of this.connections) {
      connection.event('goodbye', { reason, reconnect, delayMs })
      if (code > 0) connection.ws.close(code, reason)
    }
  }

  /** End all connections without a word. */
  drop(): void {
    for (const { ws } of this.connections) ws.terminate()
  }

  async stop(): Promise<void> {
    this.drop()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #open(ws: WebSocket, token: string | undefined): void {
    this.opened += 1
    const send = (frame: unknown): void => ws.send(JSON.stringify(frame))
    const name = token ?? `guest-${this.opened}`
    const connection: HubConnection = {
      id: randomUUID(),
      token,
      ws,
      user: { id: name, name },
      asked: [],
      send,
      event: (event, fields) => send({ type: 'event', event, ...fields }),
    }
    this.connections.add(connection)
    ws.on('error', () => {})
    ws.on('close', () => {
      this.connections.delete(connection)
      for (const room of this.rooms.values()) room.leave(connection)
      for (const members of this.entities.values()) members.delete(connection)
    })
    ws.on('message', (data) =>
      this.#take(connection, JSON.parse(Buffer.isBuffer(data) ? data.toString() : '{}')),
    )
  }

  #take(connection: HubConnection, asked: Asked): void {
    connection.asked.push(asked)
    const verdict = this.options.intercept?.(asked, connection)
    if (verdict === 'drop') return
    const { id } = asked
    const reply = (data: unknown): void => {
      if (id !== undefined) connection.send({ type: 'reply', id, ok: true, data })
    }
    if (verdict !== undefined) {
      const error = {
        code: verdict,
        ...hubErrors[verdict],
        message: verdict,
        retryAfterMs: 50,
        requestId: 'r',
      }
      connection.send({ type: 'reply', id, ok: false, error })
      return
    }
    this.#answer(connection, asked, reply)
  }

  #answer(connection: HubConnection, asked: Asked, reply: (data: unknown) => void): void {
    const { action, channel, data, key, since, entity } = asked
    const room = this.room(String(channel))
    if (action === 'hello') this.#hello(connection, asked, reply)
    else if (action === 'join') {
      const { answer, rest } = room.join(connection, since)
      reply(answer)
      rest()
    } else if (action === 'leave') reply(room.leave(connection) ?? {})
    else if (action === 'publish') reply(room.publish(connection.user, data, String(key)))
    else if (action === 'history')
      reply(room.history({ before: asked.before, after: asked.after, limit: asked.limit }))
    else if (action === 'presence') reply(room.presence())
    else if (action === 'direct') reply(this.#direct(connection, asked))
    else if (action === 'name') {
      connection.user.name = String(asked.name)
      reply({ name: asked.name })
    } else if (action === 'subscribe') {
      const members = this.entities.get(String(entity)) ?? new Set()
      this.entities.set(String(entity), members.add(connection))
      reply({})
    } else if (action === 'unsubscribe') {
      this.entities.get(String(entity))?.delete(connection)
      reply({})
    } else reply({})
  }

  #hello(connection: HubConnection, { resume }: Asked, reply: (data: unknown) => void): void {
    const resumed: Record<string, unknown> = {}
    const later: (() => void)[] = []
    for (const [channel, since] of Object.entries(resume ?? {})) {
      const { answer, rest } = this.room(channel).join(connection, since)
      resumed[channel] = answer
      later.push(rest)
    }
    const { heartbeat = 25_000, limits, hello } = this.options
    reply({
      connectionId: connection.id,
      user: { ...connection.user },
      limits: { ...hubLimits, requestsPerSecond: 1_000, burst: 1_000, ...limits },
      heartbeat,
      now: Date.now(),
      resumed,
      ...hello?.(),
    })
    for (const rest of later) rest()
  }

  #direct({ user }: HubConnection, { to, data }: Asked): unknown {
    const reached = [...this.connections].filter((connection) => connection.user.id === to)
    for (const { event } of reached) event('direct', { mid: randomUUID(), from: user, ts: Date.now(), data })
    return { delivered: reached.length }
  }
}

function tokenOf(request: IncomingMessage): string | undefined {
  const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/, */)
  return offered.find((name) => name.startsWith('bearer.'))?.slice('bearer.'.length)
}
