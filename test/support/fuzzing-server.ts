import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { hubLimits } from '../../src/protocol/index.ts'
import { MaskedReader } from './masked-reader.ts'
import { opcodes, serverFrame } from './server-frame.ts'

/** What a client has said, as JSON. */
export interface Said {
  readonly action: string
  readonly id: string
  readonly [field: string]: unknown
}

export interface Upgrade {
  /** What belongs into `Sec-WebSocket-Accept`. */
  readonly accept: string
  /** The lines of a right answer. */
  readonly right: readonly string[]
}

/** What to do to each client. What is not there is done as it should be. */
export interface Attack {
  /** The bytes that answer the request for an upgrade, and nothing more is said. */
  readonly upgrade?: (upgrade: Upgrade) => string
  /** More header lines of the answer. */
  readonly headers?: readonly string[]
  /** In place of the data that answer `hello`. */
  readonly hello?: unknown
  /** Said behind the answer to `hello`, one piece after the other. */
  readonly pieces?: readonly Buffer[]
  /** Cut the line behind them. */
  readonly cuts?: boolean
  /** What is said to everything else: texts. */
  readonly answer?: (said: Said) => readonly string[]
}

export const rightHello = {
  connectionId: 'c1',
  user: { id: 'ada', name: 'Ada' },
  limits: hubLimits,
  heartbeat: 25_000,
  now: 0,
  resumed: {},
}

export const reply = ({ id }: Said, data: unknown): string =>
  JSON.stringify({ type: 'reply', id, ok: true, data })

/** A server that does wrong on purpose, on the level of bytes; a way to a good one while it is at peace. */
export class FuzzingServer {
  attack: Attack | undefined
  /** Connections, upgrades that were refused and all. */
  opened = 0
  /** What the attacked have sent: the payloads of their pongs, and the codes of their closes. */
  readonly pongs: string[] = []
  readonly closes: number[] = []
  readonly said: Said[] = []
  readonly #goodPort: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(goodPort: number) {
    this.#goodPort = goodPort
    this.#server = createServer({ noDelay: true }, (socket) => this.#open(socket))
  }

  static async start(goodPort: number): Promise<FuzzingServer> {
    const server = new FuzzingServer(goodPort)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get url(): string {
    const address = this.#server.address()
    return `ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hub`
  }

  /** Connections that are there. */
  get connected(): number {
    return this.#sockets.size
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #open(socket: Socket): void {
    this.opened += 1
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
    const { attack } = this
    if (attack === undefined) this.#pass(socket)
    else socket.once('data', (request) => this.#upgrade(socket, request.toString(), attack))
  }

  #pass(socket: Socket): void {
    const good = connect(this.#goodPort, '127.0.0.1')
    good.on('error', () => socket.destroy())
    good.on('close', () => socket.destroy())
    socket.on('close', () => good.destroy())
    socket.pipe(good)
    good.pipe(socket)
  }

  #upgrade(socket: Socket, request: string, attack: Attack): void {
    const upgrade = answerTo(request, attack.headers ?? [])
    if (attack.upgrade) {
      socket.write(attack.upgrade(upgrade))
      return
    }
    socket.write(`${upgrade.right.join('\r\n')}\r\n\r\n`)
    const reader = new MaskedReader((opcode, payload) => {
      if (opcode === opcodes.pong) this.pongs.push(payload.toString())
      else if (opcode === opcodes.close) this.#closed(socket, payload)
      else if (opcode === opcodes.text) this.#heard(socket, JSON.parse(payload.toString()), attack)
    })
    socket.on('data', (bytes) => reader.read(bytes))
  }

  #closed(socket: Socket, payload: Buffer): void {
    this.closes.push(payload.length > 1 ? payload.readUInt16BE() : 0)
    socket.end(serverFrame(payload, { opcode: opcodes.close }))
  }

  #heard(socket: Socket, said: Said, attack: Attack): void {
    this.said.push(said)
    const say = (text: string): unknown => socket.write(serverFrame(text))
    if (said.action === 'hello') {
      say(reply(said, 'hello' in attack ? attack.hello : rightHello))
      void this.#harm(socket, attack)
    } else for (const text of attack.answer?.(said) ?? []) say(text)
  }

  async #harm(socket: Socket, { pieces = [], cuts = false }: Attack): Promise<void> {
    for (const piece of pieces) {
      // So that they arrive as pieces.
      if (pieces.length < 100) await new Promise(setImmediate)
      if (!socket.writable) return
      if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
    }
    if (cuts) socket.resetAndDestroy()
  }
}

function answerTo(request: string, headers: readonly string[]): Upgrade {
  const key = /sec-websocket-key: *(\S+)/i.exec(request)?.[1] ?? ''
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const right = [
    'HTTP/1.1 101 Switching Protocols',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Accept: ${accept}`,
    'Sec-WebSocket-Protocol: stoa.v1',
    ...headers,
  ]
  return { accept, right }
}
