import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Clock, type Sockets, Unavailable } from '../../src/core/index.ts'
import type { AuthorizerAnswer } from '../../src/lambda/index.ts'

export interface LambdaGatewayOptions {
  readonly clock: Clock
  /** Whether it answers posts with 429. */
  isBusy(): boolean
  /** Who says who is let in. Without one, a token is the name of its user. */
  readonly authorizer?: (event: unknown) => Promise<AuthorizerAnswer>
}

type Function = (event: unknown) => Promise<{ readonly statusCode: number }>

interface Guest {
  readonly connectionId: string
  readonly connectedAt: number
  /** What every event of the connection says of it. */
  readonly authorizer: Readonly<Record<string, string>>
}

/** A WebSocket API of API Gateway before one function, in as few lines as that takes. */
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

  /** Whether a function is at work. */
  get isBusy(): boolean {
    return this.#running.size > 0
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** Resolves when no function is at work any more. */
  async stop(): Promise<void> {
    for (const ws of this.#open.values()) ws.terminate()
    this.#server.close()
    await once(this.#server, 'close')
    await Promise.all(this.#running)
  }

  async #connect(request: IncomingMessage): Promise<number> {
    const connection = { connectionId: randomUUID(), connectedAt: this.#options.clock.now() }
    const judged = await this.#judge(request, connection)
    if (typeof judged === 'number') return judged
    const guest = { ...connection, authorizer: judged }
    this.#guests.set(request, guest)
    return (await this.#call(guest, 'CONNECT'))?.statusCode ?? 502
  }

  /** What the authorizer says of a client, or the status that it is refused with. */
  async #judge(request: IncomingMessage, connection: Omit<Guest, 'authorizer'>) {
    const header = String(request.headers['sec-websocket-protocol'] ?? '')
    const { authorizer } = this.#options
    if (authorizer === undefined) {
      const bearer = header.split(/, */).find((name) => name.startsWith('bearer.')) ?? ''
      return { principalId: bearer.slice('bearer.'.length), scope: 'guest' }
    }
    const query = new URL(request.url ?? '/', 'http://any').searchParams
    const event = {
      methodArn: 'arn',
      headers: { 'Sec-WebSocket-Protocol': header },
      queryStringParameters: Object.fromEntries(query),
      requestContext: this.#context({ ...connection, authorizer: {} }, 'CONNECT'),
    }
    try {
      const { principalId, policyDocument, context } = await authorizer(event)
      return policyDocument.Statement[0].Effect === 'Allow' ? { ...context, principalId } : 403
    } catch (error) {
      return error instanceof Error && error.message === 'Unauthorized' ? 401 : 500
    }
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
    const requestContext = this.#context(guest, eventType)
    const call = this.#function({ requestContext, ...more }).catch(() => undefined)
    this.#running.add(call)
    void call.finally(() => this.#running.delete(call))
    return call
  }

  #context(guest: Guest, eventType: string): object {
    return {
      eventType,
      ...guest,
      requestTimeEpoch: this.#options.clock.now(),
      requestId: randomUUID(),
      apiId: 'api',
      stage: 'stage',
      domainName: 'example.com',
      identity: { sourceIp: '127.0.0.1' },
    }
  }
}
