import type { Beat, Clock, StoredConnection } from '../core/index.ts'
import { Heir, type HeirOptions } from './heir.ts'
import { StoredConnections } from './stored-connections.ts'
import { Witness } from './witness.ts'

export type NodeLifeOptions = HeirOptions

/** What keeps this node one of the fleet. */
export interface NodeLife {
  /** Say every second that this node lives, and see who else does. */
  start(): void
  /** A connection of an API that stores them is there, or has ended. */
  opened(connection: StoredConnection): void
  closed(connectionId: string): void
  /** Resolves after the next beat that reaches the store. */
  nextBeat(): Promise<void>
  /**
   * Leave the fleet, once all connections here have ended. Resolves when that is written, after 3 s at most; the others
   * end what is still open then.
   */
  stop(): Promise<void>
}

const periodMs = 1_000
const patienceMs = 3_000

export function nodeLife(options: NodeLifeOptions): NodeLife {
  const { nodes, clock, log } = options
  const stored = new StoredConnections(nodes, clock, log)
  const heir = new Heir(options)
  const pulse = new Pulse(options, stored, heir)

  async function leave(): Promise<void> {
    try {
      await Promise.all([pulse.stop(), heir.stop()])
      await stored.written()
      if (stored.size === 0) await nodes.bury(nodes.id)
    } catch (error) {
      log.debug({ err: error }, 'could not leave the fleet: the others will find out')
    }
  }

  return {
    start: () => pulse.start(),
    nextBeat: () => pulse.next(),
    opened: (connection) => stored.opened(connection),
    closed: (connectionId) => stored.closed(connectionId),
    stop: () => within(patienceMs, clock, leave()),
  }
}

/** The beats of this node, never two at once, and what each of them tells. */
class Pulse {
  readonly #options: NodeLifeOptions
  readonly #stored: StoredConnections
  readonly #heir: Heir
  readonly #witness = new Witness()
  #stopTicking: () => void = () => {}
  #beating: Promise<void> | undefined
  #wasAway = false
  #waiting: (() => void)[] = []

  constructor(options: NodeLifeOptions, stored: StoredConnections, heir: Heir) {
    this.#options = options
    this.#stored = stored
    this.#heir = heir
  }

  start(): void {
    this.#stopTicking = this.#options.clock.every(periodMs, () => this.#tick())
    this.#tick()
  }

  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  async stop(): Promise<void> {
    this.#stopTicking()
    await this.#beating
  }

  #tick(): void {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined
    })
  }

  async #beat(): Promise<void> {
    const { nodes, log } = this.#options
    try {
      this.#told(await nodes.beat())
    } catch (error) {
      this.#wasAway = true
      log.debug({ err: error }, 'could not say that this node lives')
    }
  }

  #told({ lease, others }: Beat): void {
    const wasAway = this.#wasAway
    this.#wasAway = false
    if (lease === 'lost') this.#givenUp()
    if (lease !== 'held' || wasAway) this.#stored.storeAll()
    else this.#stored.mend()
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
    this.#heir.keep()
    for (const silent of this.#witness.hear(others, this.#options.clock.now())) this.#heir.inherit(silent)
  }

  #givenUp(): void {
    const { apis, log } = this.#options
    log.warn({ connections: this.#stored.size }, 'the fleet had taken this node for dead')
    for (const [path, api] of apis) {
      try {
        api.givenUp()
      } catch (error) {
        log.error({ err: error, path }, 'an API failed to take up its connections again')
      }
    }
  }
}

/** Resolves with `work`, or after so long without it. */
async function within(ms: number, clock: Clock, work: Promise<void>): Promise<void> {
  let stopWaiting = (): void => {}
  const patience = new Promise<void>((resolve) => {
    stopWaiting = clock.after(ms, resolve)
  })
  await Promise.race([work, patience])
  stopWaiting()
}
