import type { HubReplies, HubRequests } from '../protocol/index.ts'
import { failureOf, HubFailure } from './failure.ts'
import { type Heard, Link, type LinkEnd } from './link.ts'
import type { ClientOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { atLeast } from './sound.ts'
import type { ConnectionState } from './types.ts'

export interface SessionListener {
  changed(state: ConnectionState): void
  /** What to ask for first with a new connection. */
  readonly resume: () => HubRequests['hello']
  /**
   * `link` counts from now on. Resolves when everything is joined with it. `isOverlapping`: an old one hears everything
   * until then.
   */
  opened(link: Link, hello: HubReplies['hello'], isOverlapping: boolean): Promise<unknown>
  /** Nothing is under way over another connection than this one. */
  relieved(link: Link): void
  /** The connection that counts has ended. */
  lost(): void
  heard(event: Heard, isCurrent: boolean): void
  failed(failure: HubFailure): void
}

/** How the next connection comes about. */
interface Way {
  /** When it is tried, if not now. */
  readonly until?: number
  /** Once there is a token. */
  readonly link?: Link
  readonly cancel: () => void
}

const firstDelayMs = 500
const longestDelayMs = 30_000
/** A connection that held for so long was a good one. */
const goodMs = 5_000
const tokenMs = 15_000
const lookMs = 2_000
/** So long before the server ends a connection there is another one, and none earlier than after so long. */
const aheadMs = 60_000
const longestGoodbyeMs = 600_000
const lastAnswersMs = 5_000

/** Keeps one connection open: the only place where connections are made and replaced. */
export class Session {
  state: ConnectionState = { state: 'idle' }
  link: Link | undefined
  readonly #options: ClientOptions
  readonly #platform: Platform
  readonly #listener: SessionListener
  #way: Way | undefined
  /** The one before, while it has answers to give. */
  #old: Link | undefined
  /** What has no offset and came while there were two connections, by its `mid`. */
  #seen: Set<string> | undefined
  /** Attempts since a connection was good. */
  #tries = 0
  #cancels: (() => void)[] = []
  #unwatch: (() => void) | undefined

  constructor(options: ClientOptions, platform: Platform, listener: SessionListener) {
    this.#options = options
    this.#platform = platform
    this.#listener = listener
  }

  open(): void {
    if (this.link || (this.#way && !this.#way.until)) return
    this.#unwatch?.()
    this.#unwatch = this.#platform.watch((isBack) => this.#look(isBack))
    this.#tries = 0
    this.#connect()
  }

  close(reason: string): void {
    const { link } = this
    this.#unwatch?.()
    this.#give()
    this.link = undefined
    this.#settle()
    this.#change({ state: 'closed', reason })
    // Before the connections end, so that nothing is sent over them again.
    this.#listener.lost()
    link?.end(reason)
    this.#old?.end(reason)
  }

  #connect(): void {
    this.#give()
    this.#tries += 1
    const way = {
      cancel: this.#platform.after(tokenMs, () => refused(new HubFailure({ code: 'timeout' }))),
    }
    const refused = (error: unknown): void => {
      if (this.#way !== way) return
      way.cancel()
      this.#listener.failed(failureOf(error, 'token'))
      this.#retry('token')
    }
    this.#way = way
    if (!this.link) this.#change({ state: 'connecting' })
    Promise.resolve()
      .then(() => this.#options.getToken?.('connect'))
      .then((token) => {
        if (this.#way !== way) return
        this.#dial(token)
        way.cancel()
      })
      .catch(refused)
  }

  #dial(token: string | undefined): void {
    const { url, WebSocket = globalThis.WebSocket } = this.#options
    const protocols = token ? ['stoa.v1', `bearer.${token}`] : ['stoa.v1']
    const socket = new WebSocket(url, protocols)
    const link = new Link(socket, this.#platform, this.#listener.resume, {
      opened: (hello) => this.#opened(link, hello),
      heard: (event) => this.#heard(link, event),
      ended: (end) => this.#ended(link, end),
    })
    this.#seen = this.link && new Set()
    this.#way = { link, cancel: () => link.end('closed') }
  }

  #opened(link: Link, hello: HubReplies['hello']): void {
    const { connectionId, user, now, rotateAt } = hello
    const old = this.link
    this.#old?.end('replaced')
    this.#old = old
    this.link = link
    this.#way = undefined
    this.#settle()
    this.#later(goodMs, () => {
      this.#tries = 0
    })
    if (rotateAt) {
      this.#later(atLeast(aheadMs, rotateAt - now - aheadMs), () => this.#rotate())
    }
    this.#change({ state: 'open', connectionId, user })
    void this.#relieve(old, link, this.#listener.opened(link, hello, !!old))
  }

  /** End the old connection when the new one hears everything, and the old one has answered to everything. */
  async #relieve(old: Link | undefined, link: Link, joined: Promise<unknown>): Promise<void> {
    if (old) {
      await joined
      await old.check(lastAnswersMs)
      old.end('replaced')
    }
    if (link !== this.link) return
    this.#listener.relieved(link)
    // Copies of what the old one has handed out may still be under way.
    this.#later(lastAnswersMs, () => {
      this.#seen = undefined
    })
  }

  #ended(link: Link, { code, reason, goodbye }: LinkEnd): void {
    const isCurrent = link === this.link
    const isNext = link === this.#way?.link
    if (link === this.#old) this.#old = undefined
    if (!isCurrent && !isNext) return
    if (isNext) this.#way = undefined
    if (isCurrent) {
      this.link = undefined
      this.#settle()
      this.#listener.lost()
    }
    this.#goOn(code, reason || (isCurrent ? 'lost' : 'refused'), goodbye)
  }

  #goOn(code: number, reason: string, goodbye: LinkEnd['goodbye']): void {
    const isFinal = goodbye ? !goodbye.reconnect : code >= 4000 && code < 4100
    if (isFinal && !this.link) this.close(reason)
    else if (this.#way) this.#wait(reason)
    else this.#retry(reason, goodbye?.delayMs, code >= 4200 && code < 4300)
  }

  #heard(link: Link, event: Heard): void {
    if ('mid' in event && !('offset' in event)) {
      if (this.#seen?.has(event.mid)) return
      this.#seen?.add(event.mid)
    }
    const isCurrent = link === this.link
    if (event.event === 'goodbye' && isCurrent && event.reason === 'rotate') {
      const tooSoon = this.#tries > 1 ? this.#backOff() : 0
      this.#later(atLeast(tooSoon, this.#drawn(event.delayMs)), () => this.#rotate())
    }
    this.#listener.heard(event, isCurrent)
  }

  #rotate(): void {
    if (!this.#way && this.link) this.#connect()
  }

  /** The line may be back, or gone. */
  #look(isBack: boolean): void {
    if (this.link) void this.link.check(lookMs)
    else if (isBack && this.#way?.until) {
      // Attempts from before say nothing of how it is now.
      this.#tries = 0
      this.#connect()
    }
  }

  #retry(reason: string, delayMs?: readonly [number, number], isAtOnce = false): void {
    const delay = this.#drawn(delayMs)
    const ms = isAtOnce && this.#tries === 0 ? delay : atLeast(this.#backOff(), delay)
    const cancel = this.#platform.after(ms, () => this.#connect())
    this.#way = { cancel, until: this.#platform.now() + ms }
    this.#wait(reason)
  }

  #wait(reason: string): void {
    const until = this.#way?.until
    if (!this.link) this.#change(until ? { state: 'waiting', until, reason } : { state: 'connecting' })
  }

  #backOff(): number {
    const exponent = Math.max(0, this.#tries - 1)
    return this.#drawn([0, Math.min(longestDelayMs, firstDelayMs * 2 ** exponent)])
  }

  #drawn([least, most]: readonly [number, number] = [0, 0]): number {
    return Math.min(longestGoodbyeMs, least + this.#platform.random() * (most - least))
  }

  /** Something for the connection that counts. */
  #later(ms: number, task: () => void): void {
    this.#cancels.push(this.#platform.after(ms, task))
  }

  #settle(): void {
    for (const cancel of this.#cancels.splice(0)) cancel()
  }

  /** Give up what is being tried. */
  #give(): void {
    const way = this.#way
    this.#way = undefined
    way?.cancel()
  }

  #change(state: ConnectionState): void {
    this.state = state
    this.#listener.changed(state)
  }
}
