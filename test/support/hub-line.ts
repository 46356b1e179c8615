import WebSocket from 'ws'

export type Frame = Readonly<Record<string, unknown>>

/** The connection has ended before the answer came: whether the request was done is not known. */
export class Gone extends Error {}

const patienceMs = 8_000

/** One connection to the hub. Every frame is handed over in the order in which it came. */
export class HubLine {
  readonly url: string
  readonly closed: Promise<number>
  readonly #ws: WebSocket
  readonly #waiting = new Map<unknown, { accept(frame: Frame): void; refuse(error: Error): void }>()
  #asked = 0

  constructor(url: string, token: string, take: (frame: Frame) => void = () => {}) {
    this.url = url
    this.#ws = new WebSocket(url, ['stoa.v1', `bearer.${token}`])
    this.#ws.on('error', () => {})
    this.#ws.on('message', (data) => {
      const frame: Frame = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '{}')
      take(frame)
      if (frame.type === 'reply') this.#waiting.get(frame.id)?.accept(frame)
    })
    this.closed = new Promise((resolve) => {
      this.#ws.on('close', (code) => {
        for (const { refuse } of this.#waiting.values()) refuse(new Gone())
        resolve(code)
      })
    })
  }

  /** Open; rejects with `Gone` if it cannot be. */
  async opened(): Promise<this> {
    if (this.#ws.readyState === WebSocket.CONNECTING) {
      await Promise.race([new Promise((resolve) => this.#ws.once('open', resolve)), this.closed])
    }
    if (this.#ws.readyState !== WebSocket.OPEN) throw new Gone()
    return this
  }

  /** The reply, good or not. Each request has an id of its own. */
  ask(action: string, fields: object): Promise<Frame> {
    this.#asked += 1
    const id = `${this.#asked}`
    return new Promise<Frame>((accept, refuse) => {
      if (this.#ws.readyState !== WebSocket.OPEN) {
        refuse(new Gone())
        return
      }
      const timer = setTimeout(() => refuse(new Error(`no reply to ${action}`)), patienceMs)
      const settle = <T>(how: (value: T) => void) => {
        return (value: T): void => {
          clearTimeout(timer)
          this.#waiting.delete(id)
          how(value)
        }
      }
      this.#waiting.set(id, { accept: settle(accept), refuse: settle(refuse) })
      this.#ws.send(JSON.stringify({ action, id, ...fields }))
    })
  }

  /** The data of a reply that has to be good. */
  async data(action: string, fields: object): Promise<Frame> {
    const { ok, data, error } = await this.ask(action, fields)
    if (ok !== true) throw new Error(`${action} was refused: ${JSON.stringify(error)}`)
    return Object(data)
  }

  /** End it as a network does that is gone. */
  cut(): void {
    this.#ws.terminate()
  }
}
