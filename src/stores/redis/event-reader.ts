import type { Log } from '../../core/ports/log.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { type EventEntry, eventEntries } from './event-entry.ts'
import type { Pauses } from './event-pauses.ts'
import type { EventSubscription } from './event-subscription.ts'
import type { BlockingRedis, Redis } from './redis.ts'

export interface ReaderOptions {
  readonly redis: Redis
  readonly node: string
  readonly log: Log
  readonly pauses: Pauses
  readonly subscriptions: () => readonly EventSubscription[]
  /** Called ahead of the first read over a connection: what the one before was handed may have been lost with it. */
  readonly onConnected: (subscriptions: readonly EventSubscription[]) => Promise<void>
  readonly take: (subscription: EventSubscription, entry: EventEntry) => void
}

const maxEntries = 100
const blockMs = 5_000

/** Reads the streams of all rules of a node, as long as there are any, over a connection of its own. */
export class EventReader {
  readonly #options: ReaderOptions
  #client: BlockingRedis | undefined
  #changes = 0
  #running: Promise<void> | undefined
  #isStopped = false

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  /** There are other rules than before. */
  changed(): void {
    this.#changes += 1
    this.#client?.close()
    if (!this.#isStopped) this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#changes += 1
    this.#client?.close()
    this.#options.pauses.end()
    await this.#running
  }

  async #run(): Promise<void> {
    for (;;) {
      // Rules come many at once.
      await new Promise(setImmediate)
      const subscriptions = this.#options.subscriptions()
      if (this.#isStopped || subscriptions.length === 0) break
      await this.#readUntilChanged(subscriptions)
    }
    this.#running = undefined
  }

  async #readUntilChanged(subscriptions: readonly EventSubscription[]): Promise<void> {
    const { log, pauses } = this.#options
    const before = this.#changes
    const isCurrent = (): boolean => this.#changes === before
    try {
      await this.#read(subscriptions, isCurrent)
    } catch (error) {
      if (!isCurrent()) return
      if (!(error instanceof Unavailable)) log.warn({ err: error }, 'the bus could not be read')
      await pauses.pause()
    }
  }

  async #read(subscriptions: readonly EventSubscription[], isCurrent: () => boolean): Promise<void> {
    const { redis, node, onConnected } = this.#options
    const streams = subscriptions.map(({ keys }) => keys.stream)
    const group = [
      'XREADGROUP',
      'GROUP',
      'fleet',
      node,
      'COUNT',
      String(maxEntries),
      'BLOCK',
      String(blockMs),
    ]
    const args = [...group, 'STREAMS', ...streams, ...streams.map(() => '>')]
    await onConnected(subscriptions)
    const client = await redis.blocking(streams[0] ?? '')
    this.#client = client
    try {
      while (isCurrent()) this.#hand(subscriptions, eventEntries(await client.command(args)))
    } finally {
      client.close()
      this.#client = undefined
    }
  }

  #hand(
    subscriptions: readonly EventSubscription[],
    streams: ReadonlyMap<string, readonly EventEntry[]>,
  ): void {
    for (const subscription of subscriptions) {
      if (!subscription.isLive) continue
      for (const entry of streams.get(subscription.keys.stream) ?? []) this.#options.take(subscription, entry)
    }
  }
}
