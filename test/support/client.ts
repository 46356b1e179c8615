import { once } from 'node:events'
import { afterEach } from 'vitest'
import WebSocket from 'ws'
import { type FrameCheck, frameCheck } from './frames.ts'

const patienceMs = 20_000

/** What came that no document describes, in this test, whether somebody read it or not. */
const undescribed: string[] = []

afterEach(() => {
  const [first] = undescribed.splice(0)
  if (first !== undefined) throw new Error(first)
})

export interface Closed {
  readonly code: number
  readonly reason: string
}

/**
 * A WebSocket client that remembers what it received until somebody asks for it. Each frame is held against the
 * document of its API, and one that the document does not describe fails the test.
 */
export class Client {
  readonly ws: WebSocket
  readonly closed: Promise<Closed>
  #received: string[] = []
  #check: FrameCheck | undefined
  #wrong: string | undefined
  #wake = (): void => {}

  /** `onOpen` runs in the same turn in which the connection opens. */
  constructor(url: string, protocols: string[] = [], onOpen: (client: Client) => void = () => {}) {
    this.ws = new WebSocket(url, protocols)
    this.ws.on('open', () => onOpen(this))
    this.#check = frameCheck(url)
    this.ws.on('message', (data) => {
      this.#take(Buffer.isBuffer(data) ? data.toString() : '')
      this.#wake()
    })
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
    this.ws.on('error', () => {})
  }

  /** A client whose connection is open. Rejects with the HTTP status if it is refused. */
  static async open(url: string, protocols: string[] = []): Promise<Client> {
    const client = new Client(url, protocols)
    await once(client.ws, 'open')
    return client
  }

  /** Take frames from now on that no document describes, such as what other programs post to the connection. */
  takesAnything(): this {
    this.#check = undefined
    return this
  }

  send(message: unknown): void {
    this.ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }

  /** The next message. Fails when none comes for 20 s. */
  async next(): Promise<string> {
    const [first] = await this.take(1)
    return first ?? ''
  }

  async nextJson(): Promise<unknown> {
    return JSON.parse(await this.next())
  }

  /** The next `count` messages. */
  async take(count: number): Promise<string[]> {
    while (this.#received.length < count) await this.#more()
    this.#refuseUndescribed()
    return this.#received.splice(0, count)
  }

  /** What comes up to and without the first message that `isLast` accepts. */
  async until(isLast: (message: string) => boolean): Promise<string[]> {
    let at = this.#received.findIndex(isLast)
    while (at === -1) {
      await this.#more()
      at = this.#received.findIndex(isLast)
    }
    this.#refuseUndescribed()
    return this.#received.splice(0, at + 1).slice(0, -1)
  }

  /** What is there already. */
  rest(): string[] {
    this.#refuseUndescribed()
    return this.#received.splice(0)
  }

  async close(): Promise<Closed> {
    this.ws.close(1000)
    const closed = await this.closed
    this.#refuseUndescribed()
    return closed
  }

  #take(frame: string): void {
    const wrong = this.#check?.(frame)
    if (wrong !== undefined) undescribed.push(wrong)
    this.#wrong ??= wrong
    this.#received.push(frame)
  }

  #refuseUndescribed(): void {
    if (this.#wrong !== undefined) throw new Error(this.#wrong)
  }

  async #more(): Promise<void> {
    const before = this.#received.length
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(
            new Error(
              `nothing more within ${patienceMs} ms; there is ${JSON.stringify(this.#received.slice(-3)).slice(0, 300)}`,
            ),
          ),
        patienceMs,
      )
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (this.#received.length > before) this.#wake()
    })
  }
}

/** The status with which the server refuses an upgrade; 101 if it does not. */
export async function upgradeStatus(url: string, protocols: string[] = []): Promise<number> {
  const ws = new WebSocket(url, protocols)
  return new Promise((resolve, reject) => {
    ws.on('unexpected-response', (request, response) => {
      request.destroy()
      resolve(response.statusCode ?? 0)
    })
    ws.on('open', () => {
      ws.terminate()
      resolve(101)
    })
    ws.on('error', reject)
  })
}
