import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import type { Client } from './client.ts'
import { messageOf } from './fault.ts'
import type { Link } from './link.ts'
import type { Listener } from './redis.ts'

/** A channel from `hear` to `unhear`. */
interface Entry {
  readonly channel: string
  readonly listener: Listener
  readonly receive: (payload: Buffer) => void
  state: State
  /** Where it was last asked for. */
  on: Client
  /** Those who wait until it is heard. */
  waiting: Waiting[]
}

type State =
  | { readonly state: 'heard' }
  /** What comes meanwhile waits. */
  | { readonly state: 'catching up'; readonly held: Buffer[] }
  /** What comes is left to be caught up with. */
  | { readonly state: 'lost' }

interface Waiting {
  resolve(): void
  reject(error: Unavailable): void
}

export interface HeardChannelsOptions {
  readonly linkOf: (channel: string) => Link | undefined
  readonly isSharded: boolean
  /** A server did not take a subscription: it may not be the one any more. */
  readonly suspect: () => void
  readonly clock: Clock
  readonly log: Log
}

const catchingUpAtOnce = 16
const firstPauseMs = 50
const longestPauseMs = 1_000

/** What is heard on which connection, and that it is heard again after that was lost. */
export class HeardChannels {
  readonly #options: HeardChannelsOptions
  readonly #entries = new Map<string, Entry>()
  /** What is being asked of Redis for a channel: the next waits for it, because node-redis mixes up two at once. */
  readonly #asking = new Map<string, Promise<void>>()
  /** Those that are not heard, though their server is there. */
  readonly #behind = new Set<Entry>()
  #isCatchingUp = false
  #mustLookAgain = false
  #pauseMs = firstPauseMs
  #isClosed = false

  constructor(options: HeardChannelsOptions) {
    this.#options = options
  }

  count(): number {
    return this.#entries.size
  }

  /** How many this client hears, those left out of which something is being asked. */
  countOn(client: Client): number {
    let count = 0
    for (const { channel, state, on } of this.#entries.values()) {
      if (on === client && state.state === 'heard' && !this.#asking.has(channel)) count += 1
    }
    return count
  }

  /** How many are not heard, though their server is there. */
  behind(): number {
    return this.#behind.size
  }

  async hear(channel: string, listener: Listener): Promise<void> {
    const client = this.#clientOf(channel)
    if (client === undefined) throw new Unavailable('Redis is away: nothing can be heard')
    this.unhear(channel)
    const receive = (payload: Buffer): void => take(entry, payload)
    const entry: Entry = { channel, listener, receive, state: { state: 'heard' }, on: client, waiting: [] }
    this.#entries.set(channel, entry)
    try {
      await this.#subscribe(client, entry)
    } catch (error) {
      this.#options.suspect()
      if (this.#entries.get(channel) === entry) this.unhear(channel)
      throw new Unavailable(`Redis went away: ${messageOf(error)}`, { cause: error })
    }
  }

  unhear(channel: string): void {
    const entry = this.#entries.get(channel)
    if (entry === undefined) return
    this.#entries.delete(channel)
    this.#behind.delete(entry)
    refuse(entry, 'the channel is heard no more')
    if (entry.on.isReady) this.#unsubscribe(entry.on, entry)
  }

  /** Resolves when a channel is heard, if it is one of those that are. */
  async whenHeard(channel: string): Promise<void> {
    const entry = this.#entries.get(channel)
    if (entry === undefined || !this.#isLost(entry)) return
    if (this.#clientOf(channel) === undefined) throw new Unavailable('Redis is away')
    await new Promise<void>((resolve, reject) => entry.waiting.push({ resolve, reject }))
  }

  /** Servers are back, or have what others had: hear there what is not heard, and have the listeners catch up. */
  async rehear(): Promise<void> {
    this.#mustLookAgain = true
    for (const entry of this.#entries.values()) {
      if (this.#isLost(entry) && this.#clientOf(entry.channel) !== undefined) this.#behind.add(entry)
    }
    if (this.#isCatchingUp) return
    this.#isCatchingUp = true
    while (this.#mustLookAgain) {
      this.#mustLookAgain = false
      await this.#catchUpAll([...this.#behind])
    }
    this.#isCatchingUp = false
    if (this.#behind.size > 0) this.#tryAgain()
    else this.#pauseMs = firstPauseMs
  }

  close(): void {
    this.#isClosed = true
    for (const channel of this.#entries.keys()) this.unhear(channel)
  }

  /** A server that is there may not answer yet. One that is not there tells when it is. */
  #tryAgain(): void {
    const { clock } = this.#options
    const pauseMs = this.#pauseMs
    this.#pauseMs = Math.min(longestPauseMs, pauseMs * 2)
    clock.after(pauseMs, () => {
      if (!this.#isClosed) void this.rehear()
    })
  }

  async #catchUpAll(entries: readonly Entry[]): Promise<void> {
    const waiting = entries.values()
    const work = async (): Promise<void> => {
      for (const entry of waiting) await this.#catchUp(entry)
    }
    await Promise.all(Array.from({ length: Math.min(catchingUpAtOnce, entries.length) }, work))
  }

  #isLost({ channel, state, on }: Entry): boolean {
    return state.state !== 'heard' || on !== this.#clientOf(channel)
  }

  /** If it cannot be done, all of it is done again. */
  async #catchUp(entry: Entry): Promise<void> {
    const client = this.#clientOf(entry.channel)
    if (this.#entries.get(entry.channel) !== entry) return
    if (client === undefined) {
      this.#behind.delete(entry)
      refuse(entry, 'Redis is away')
      return
    }
    if (entry.on !== client && entry.on.isReady) this.#unsubscribe(entry.on, entry)
    entry.on = client
    const held: Buffer[] = []
    entry.state = { state: 'catching up', held }
    try {
      await this.#subscribe(client, entry)
      await entry.listener.back()
    } catch (error) {
      this.#failed(entry, error)
      return
    }
    entry.state = { state: 'heard' }
    for (const payload of held) entry.listener.message(payload)
    this.#behind.delete(entry)
    for (const { resolve } of entry.waiting.splice(0)) resolve()
  }

  #failed(entry: Entry, error: unknown): void {
    const { suspect, log } = this.#options
    const reason = messageOf(error)
    suspect()
    entry.state = { state: 'lost' }
    refuse(entry, reason)
    log.debug({ channel: entry.channel, reason }, 'a channel is not heard yet')
  }

  #subscribe(client: Client, { channel, receive: listener }: Entry): Promise<void> {
    return this.#ask(channel, async () => {
      // One that ended while this waited for its turn would never answer.
      if (!client.isReady) throw new Unavailable('Redis went away')
      await (this.#options.isSharded
        ? client.sSubscribe(channel, listener, true)
        : client.subscribe(channel, listener, true))
    })
  }

  #unsubscribe(client: Client, { channel, receive: listener }: Entry): void {
    const ending = this.#ask(channel, async () => {
      if (!client.isReady) return
      await (this.#options.isSharded
        ? client.sUnsubscribe(channel, listener, true)
        : client.unsubscribe(channel, listener, true))
    })
    // A connection that is lost hears nothing either.
    ending.catch((error: unknown) =>
      this.#options.log.debug({ reason: messageOf(error) }, 'a channel was not left'),
    )
  }

  #ask(channel: string, question: () => Promise<void>): Promise<void> {
    const before = this.#asking.get(channel)
    const asking = before === undefined ? question() : before.then(question, question)
    this.#asking.set(channel, asking)
    const ended = (): void => {
      if (this.#asking.get(channel) === asking) this.#asking.delete(channel)
    }
    asking.then(ended, ended)
    return asking
  }

  #clientOf(channel: string): Client | undefined {
    return this.#options.linkOf(channel)?.client()
  }
}

function take({ state, listener }: Entry, payload: Buffer): void {
  if (state.state === 'heard') listener.message(payload)
  else if (state.state === 'catching up') state.held.push(payload)
}

function refuse({ waiting }: Entry, reason: string): void {
  for (const { reject } of waiting.splice(0)) reject(new Unavailable(reason))
}
