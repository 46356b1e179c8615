import type { IncomingMessage } from 'node:http'
import type WebSocket from 'ws'
import { causeOf } from '../server-call.ts'
import type { End, View } from './view.ts'

const maxRefusalBytes = 4_096
/** How long a server may take for its half of a close, and for the rest of a refusal. */
const farewellMs = 2_000

interface SessionOptions {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Ping so often. */
  readonly pingMs?: number
}

/** One connection as a client has it, from dialling to its end. */
export class Session {
  readonly #ws: WebSocket
  readonly #options: SessionOptions
  readonly #pings = new Map<string, number>()
  #pingCount = 0
  #isOwnClose = false
  #silence: NodeJS.Timeout | undefined

  /** `ws` has just been made, so that nothing has happened on it yet. */
  constructor(ws: WebSocket, options: SessionOptions) {
    this.#ws = ws
    this.#options = options
  }

  /** Show everything in `view`, from the first frame on. Called once, in the turn in which the session is made. */
  watch(view: View): { readonly opened: Promise<void>; readonly ended: Promise<End> } {
    const ws = this.#ws
    const opened = new Promise<void>((resolve) => {
      ws.once('open', () => {
        this.#pingRegularly()
        view.opened(addressOf(ws.url), ws.protocol)
        resolve()
      })
    })
    ws.on('message', (data, isBinary) => {
      this.#silence?.refresh()
      const bytes = bytesOf(data)
      if (isBinary) return view.binary(bytes)
      view.text(bytes.toString())
    })
    ws.on('pong', (data) => this.#showPong(data.toString(), view))
    const ended = this.#end(view).then((end) => {
      clearTimeout(this.#silence)
      view.ended(end)
      return end
    })
    return { opened, ended }
  }

  /** Resolves when the text is handed to the network, or when the connection is closed and it never will be. */
  send(text: string): Promise<void> {
    this.#silence?.refresh()
    return new Promise((resolve) => {
      this.#ws.send(text, () => resolve())
    })
  }

  ping(): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    const name = String(++this.#pingCount)
    this.#pings.set(name, this.#options.now())
    this.#ws.ping(name)
  }

  /** Close, and cut the connection when the server does not answer that in time. A second call cuts at once. */
  close(code = 1000, reason = ''): void {
    if (this.#isOwnClose) {
      this.#ws.terminate()
      return
    }
    if (this.#ws.readyState === this.#ws.CLOSED) return
    this.#isOwnClose = true
    this.#ws.close(code, reason)
    const timer = setTimeout(() => this.#ws.terminate(), farewellMs)
    this.#ws.once('close', () => clearTimeout(timer))
  }

  /** Close when nothing has been sent or received for `waitMs`. */
  closeAfterSilence(waitMs: number): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    this.#silence = setTimeout(() => this.close(), waitMs)
    this.#ws.once('close', () => clearTimeout(this.#silence))
  }

  #pingRegularly(): void {
    const { pingMs } = this.#options
    if (pingMs === undefined) return
    const timer = setInterval(() => this.ping(), pingMs)
    this.#ws.once('close', () => clearInterval(timer))
  }

  #showPong(name: string, view: View): void {
    const sentAt = this.#pings.get(name)
    if (sentAt === undefined) return
    this.#pings.delete(name)
    view.pong(this.#options.now() - sentAt)
  }

  #end(view: View): Promise<End> {
    const ws = this.#ws
    return new Promise((resolve) => {
      let isOpen = false
      ws.on('open', () => {
        isOpen = true
      })
      ws.on('unexpected-response', (request, response) => {
        void bodyOf(response).then((body) => {
          resolve({ kind: 'refused', status: response.statusCode ?? 0, body })
          request.destroy()
        })
      })
      ws.on('error', (error) => {
        // Of an open connection a close will come as well.
        if (isOpen) view.warning(causeOf(error))
        else resolve({ kind: 'failed', reason: causeOf(error), isUnreachable: isUnreachable(error) })
      })
      ws.on('close', (code, reason) =>
        resolve({ kind: 'closed', code, reason: reason.toString(), isOwn: this.#isOwnClose }),
      )
    })
  }
}

/** A URL without its query and its password: what may be shown. */
function addressOf(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

function bytesOf(data: WebSocket.RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}

/** The network's errors are called after the system's, such as ECONNREFUSED. */
function isUnreachable(error: Error): boolean {
  return 'code' in error && /^E[A-Z]/.test(String(error.code))
}

/** The body of a refusal, or its beginning. */
async function bodyOf(response: IncomingMessage): Promise<string> {
  const timer = setTimeout(() => response.destroy(), farewellMs)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response) {
      chunks.push(Buffer.from(chunk))
      bytes += chunks.at(-1)?.length ?? 0
      if (bytes >= maxRefusalBytes) break
    }
  } catch {
    // What came until the server broke off says enough.
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks).subarray(0, maxRefusalBytes).toString()
}
