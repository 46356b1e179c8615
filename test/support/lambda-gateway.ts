import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Clock, type Sockets, Unavailable } from '../../src/core/index.ts'

export interface LambdaGatewayOptions {
  readonly clock: Clock
  /** Whether it answers posts with 429. */
  isBusy(): boolean
}

type Function = (event: unknown) => Promise<{ readonly statusCode: number }>

interface Guest {
  readonly connectionId: string
  readonly connectedAt: number
  readonly user: string
}

/** A WebSocket API of API Gateway before one function, in as few lines as that takes. A token is the name of its user. */
export class LambdaGateway {
  readonly sockets: Sockets
  readonly #options: LambdaGatewayOptions
  readonly #server: WebSocketServer
  readonly #open = new Map<string, WebSocket>()
  readonly #guests = new WeakMap<IncomingMessage, Guest>()
  readonly #running = new Set<Promise<unknown>>()
  #function: Function = async () => ({ statusCode: 503 })

  private constructor(options: LambdaGatewayOptions) {
    this.#options = options
    this.#server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      handleProtocols: () => 'stoa.v1',
      verifyClient: ({ req }, admit) =>
        void this.#connect(req).then((status) => admit(status === 200, status)),
    })
    this.#server.on('connection', (ws, request) => this.#begin(ws, this.#guests.get(request)))
    this.sockets = {
      send: async (connectionId, frame) => {
        if (options.isBusy()) throw new Unavailable('too many requests')
        const ws = this.#open.get(connectionId)
        if (ws === undefined) return 'gone'
        ws.send(String(frame))
        return 'sent'
      },
      describe: (connectionId) =>
        this.#open.has(connectionId)
          ? { connectedAt: 0, lastActiveAt: 0, sourceIp: '', userAgent: undefined }
          : 'gone',
      close: (connectionId) => {
        const ws = this.#open.get(connectionId)
        ws?.close(1000)
        return ws === undefined ? 'gone' : 'closed'
      },
    }
  }

  static async start(options: LambdaGatewayOptions): Promise<LambdaGateway> {
    const gateway = new LambdaGateway(options)
    await once(gateway.#server, 'listening')
    return gateway
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  serve(work: Function): void {
    this.#function = work
  }

  /** Resolves when no function is at work any more. */
  async stop(): Promise<void> {
    for (const ws of this.#open.values()) ws.terminate()
    this.#server.close()
    await once(this.#server, 'close')
    await Promise.all(this.#running)
  }

  async #connect(request: IncomingMessage): Promise<number> {
    const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/, */)
    const user = offered.find((name) => name.startsWith('bearer.'))?.slice('bearer.'.length) ?? ''
    const guest = { connectionId: randomUUID(), connectedAt: this.#options.clock.now(), user }
    this.#guests.set(request, guest)
    return (await this.#call(guest, 'CONNECT'))?.statusCode ?? 502
  }

  #begin(ws: WebSocket, guest: Guest | undefined): void {
    if (guest === undefined) return
    const { connectionId } = guest
    this.#open.set(connectionId, ws)
    ws.on('error', () => {})
    ws.on('message', (data) => void this.#take(ws, guest, Buffer.isBuffer(data) ? data.toString() : ''))
    ws.on('close', () => {
      this.#open.delete(connectionId)
      void this.#call(guest, 'DISCONNECT')
    })
  }

  async #take(ws: WebSocket, guest: Guest, body: string): Promise<void> {
    const answer = await this.#call(guest, 'MESSAGE', { body })
    if (answer !== undefined) return
    const { connectionId } = guest
    ws.send(JSON.stringify({ message: 'Internal server error', connectionId, requestId: randomUUID() }))
  }

  /** `undefined` if the function fails. */
  #call(guest: Guest, eventType: string, more: object = {}): Promise<{ statusCode: number } | undefined> {
    const { connectionId, connectedAt, user } = guest
    const requestContext = {
      eventType,
      connectionId,
      connectedAt,
      requestTimeEpoch: this.#options.clock.now(),
      requestId: randomUUID(),
      apiId: 'api',
      stage: 'stage',
      domainName: 'example.com',
      identity: { sourceIp: '127.0.0.1' },
      authorizer: { principalId: user, scope: 'guest' },
    }
    const call = this.#function({ requestContext, ...more }).catch(() => undefined)
    this.#running.add(call)
    void call.finally(() => this.#running.delete(call))
    return call
  }
}
