import WebSocket from 'ws'
import { Mismatch, shown } from '../check.ts'
import { tlsOptions } from '../target.ts'
import { causeOf, Unreachable } from '../unreachable.ts'
import type { Patience } from './http.ts'

const maxMessageBytes = 16 * 1_024 * 1_024

export interface Closed {
  readonly code: number
  readonly reason: string
}

export interface Dial {
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
}

/** An open connection, as a client has it. It keeps what comes until somebody asks for it. */
export class Connection {
  readonly #ws: WebSocket
  readonly #timeoutMs: number
  readonly #looks = new Set<() => void>()
  #frames: string[] = []
  #pongs: string[] = []
  #closed: Closed | undefined

  private constructor(ws: WebSocket, timeoutMs: number) {
    this.#ws = ws
    this.#timeoutMs = timeoutMs
    ws.on('message', (data, isBinary) => {
      const text = Buffer.isBuffer(data) ? data.toString() : ''
      this.#frames.push(isBinary ? `<binary frame of ${Buffer.byteLength(text)} bytes>` : text)
      this.#look()
    })
    ws.on('pong', (data) => {
      this.#pongs.push(data.toString())
      this.#look()
    })
    ws.on('close', (code, reason) => {
      this.#closed = { code, reason: reason.toString() }
      this.#look()
    })
  }

  /** Rejects with a `Mismatch` when the server refuses, and with `Unreachable` when it does not answer. */
  static open({ url, headers = {} }: Dial, { trust, timeoutMs }: Patience): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const ws = new WebSocket(url, {
        ...tlsOptions(trust),
        headers,
        handshakeTimeout: timeoutMs,
        maxPayload: maxMessageBytes,
        perMessageDeflate: false,
      })
      const connection = new Connection(ws, timeoutMs)
      ws.on('open', () => resolve(connection))
      ws.on('unexpected-response', (request, response) => {
        request.destroy()
        reject(new Mismatch('a connection (status 101)', `status ${response.statusCode ?? 0}`))
      })
      ws.on('error', (error) => reject(failureOf(error, url)))
    })
  }

  get isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN
  }

  /** A text frame; anything but a text as JSON. */
  send(message: unknown): void {
    this.#ws.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  sendBinary(bytes: Buffer): void {
    this.#ws.send(bytes, { binary: true })
  }

  /** One text message of `parts.length` frames. */
  sendInFrames(parts: readonly string[]): void {
    for (const [at, part] of parts.entries()) this.#ws.send(part, { fin: at === parts.length - 1 })
  }

  /** The first frame that there is, or that is like `isWanted`; others stay. `what` names it. */
  async next(what: string, isWanted: (frame: string) => boolean = () => true): Promise<string> {
    return this.#until(what, () => {
      const at = this.#frames.findIndex(isWanted)
      return at === -1 ? undefined : this.#frames.splice(at, 1)[0]
    })
  }

  /** What came and nobody asked for. */
  rest(): readonly string[] {
    return [...this.#frames]
  }

  async pong(payload: string): Promise<void> {
    this.#ws.ping(payload)
    await this.#until(`a pong with ${shown(payload)}`, () => this.#pongs.find((one) => one === payload))
  }

  /** How the connection was closed, by whomever. */
  closed(what: string, patienceMs = this.#timeoutMs): Promise<Closed> {
    return this.#until(what, () => this.#closed, patienceMs)
  }

  /** Begin to close. Without a code the close frame is empty. */
  close(code?: number, reason?: string): void {
    this.#ws.close(code, reason)
  }

  /** Cut the connection without a close frame. */
  cut(): void {
    this.#ws.terminate()
  }

  #look(): void {
    for (const look of this.#looks) look()
  }

  /** What `find` finds, now or when something has come. */
  #until<T>(what: string, find: () => T | undefined, patienceMs = this.#timeoutMs): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#looks.delete(look)
      }
      const look = (): void => {
        const found = find()
        if (found !== undefined) {
          done()
          resolve(found)
        } else if (this.#closed !== undefined) {
          done()
          reject(new Mismatch(what, `a close with ${this.#closed.code}${this.#said()}`))
        }
      }
      const timer = setTimeout(() => {
        done()
        reject(new Mismatch(what, `nothing like it within ${patienceMs} ms${this.#said()}`))
      }, patienceMs)
      this.#looks.add(look)
      look()
    })
  }

  #said(): string {
    const last = this.#frames.at(-1)
    return last === undefined ? '' : `, but ${shown(last)}`
  }
}

/** The errors of the network have codes; others are about what the server answered. */
function failureOf(error: Error, { host }: URL): Error {
  if ('code' in error) return new Unreachable(`${host}: ${causeOf(error)}`)
  return new Mismatch('a connection', error.message)
}
