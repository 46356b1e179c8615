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
  /** Where it is heard, or is about to be. */
  client: Client | undefined
  /** What came while the listener catches up. */
  held: Buffer[] | undefined
  readonly receive: (payload: Buffer) => void
}

export interface HeardChannelsOptions {
  readonly linkOf: (channel: string) => Link | undefined
  readonly isSharded: boolean
  /** A server did not take a subscription: it may not be the one any more. */
  readonly suspect: () => void
  readonly log: Log
}

const catchingUpAtOnce = 64

/** What is heard on which connection, and that it is heard again after that was lost. */
export class HeardChannels {
  readonly #options: HeardChannelsOptions
  readonly #entries = new Map<string, Entry>()
  /** What is being asked of Redis for a channel: the next waits for it, because node-redis mixes up two at once. */
  readonly #asking = new Map<string, Promise<void>>()
  #isCatchingUp = false
  #mustLookAgain = false

  constructor(options: HeardChannelsOptions) {
    this.#options = options
  }

  count(): number {
    return this.#entries.size
  }

  /** How many channels this client hears, those left out of which something is being asked. */
  countOn(client: Client): number {
    let count = 0
    for (const entry of this.#entries.values()) {
      if (entry.client === client && !this.#asking.has(entry.channel)) count += 1
    }
    return count
  }

  async hear(channel: string, listener: Listener): Promise<void> {
    const client = this.#clientOf(channel)
    if (client === undefined) throw new Unavailable('Redis is away: nothing can be heard')
    this.unhear(channel)
    const entry: Entry = {
      channel,
      listener,
      client,
      held: undefined,
      receive: (payload) => receive(entry, payload),
    }
    this.#entries.set(channel, entry)
    try {
      await this.#subscribe(client, entry)
    } catch (error) {
      this.#options.suspect()
      if (this.#entries.get(channel) === entry) this.#entries.delete(channel)
      throw new Unavailable(`Redis went away: ${messageOf(error)}`, { cause: error })
    }
  }

  unhear(channel: string): void {
    const entry = this.#entries.get(channel)
    if (entry === undefined) return
    this.#entries.delete(channel)
    if (entry.client?.isReady) this.#unsubscribe(entry.client, entry)
  }

  /** Servers are back, or have what others had: hear there what is not heard, and have the listeners catch up. */
  async rehear(): Promise<void> {
    this.#mustLookAgain = true
    if (this.#isCatchingUp) return
    this.#isCatchingUp = true
    while (this.#mustLookAgain) {
      this.#mustLookAgain = false
      const lost = [...this.#entries.values()].filter((entry) => this.#isLost(entry))
      let next = 0
      const work = async (): Promise<void> => {
        for (let entry = lost[next++]; entry !== undefined; entry = lost[next++]) await this.#catchUp(entry)
      }
      await Promise.all(Array.from({ length: Math.min(catchingUpAtOnce, lost.length) }, work))
    }
    this.#isCatchingUp = false
  }

  #isLost(entry: Entry): boolean {
    const client = this.#clientOf(entry.channel)
    return client !== undefined && client !== entry.client
  }

  /** If the server goes away once more, all of it is done again. */
  async #catchUp(entry: Entry): Promise<void> {
    const client = this.#clientOf(entry.channel)
    if (client === undefined || this.#entries.get(entry.channel) !== entry) return
    if (entry.client?.isReady) this.#unsubscribe(entry.client, entry)
    entry.client = client
    entry.held ??= []
    try {
      await this.#subscribe(client, entry)
      await entry.listener.back()
    } catch (error) {
      this.#options.suspect()
      if (entry.client === client) entry.client = undefined
      this.#options.log.debug(
        { channel: entry.channel, reason: messageOf(error) },
        'a channel is not heard yet',
      )
      return
    }
    const held = entry.held
    entry.held = undefined
    for (const payload of held) entry.listener.message(payload)
  }

  #subscribe(client: Client, { channel, receive: listener }: Entry): Promise<void> {
    return this.#ask(channel, async () => {
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

function receive({ held, listener }: Entry, payload: Buffer): void {
  if (held === undefined) listener.message(payload)
  else held.push(payload)
}
