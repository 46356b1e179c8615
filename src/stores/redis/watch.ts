import type { Clock } from '../../core/ports/clock.ts'
import type { Server } from './address.ts'
import type { Client } from './client.ts'
import { messageOf } from './fault.ts'

const tickMs = 250
/** A server that has not answered a ping for so many ticks is away, whatever its socket says. */
const patienceTicks = 6
const ticksASecond = 4

export interface WatchOptions {
  readonly client: Client
  readonly server: Server
  readonly clock: Clock
  /** Whether it is still the server that is meant. Who cannot be asked says nothing against it. */
  readonly isCurrent?: (server: Server) => Promise<boolean>
  /** How many sharded channels the client hears for sure. */
  readonly heard?: (client: Client) => number
  /** Told once, and why. */
  readonly onLost: (reason: string) => void
}

/** Looks whether a server is there, whether it is what it was, and whether it sends what it should. */
export class Watch {
  readonly #options: WatchOptions
  readonly #stopTicking: () => void
  #isOver = false
  #unanswered = 0
  #ticks = 0

  constructor(options: WatchOptions) {
    this.#options = options
    this.#stopTicking = options.clock.every(tickMs, () => this.#tick())
  }

  stop(): void {
    this.#isOver = true
    this.#stopTicking()
  }

  /** Counted in ticks, not in time: a process that stood still itself has heard nothing either. */
  #tick(): void {
    if (this.#unanswered >= patienceTicks) {
      this.#lost(`no answer for ${(tickMs * patienceTicks) / 1_000} s`)
      return
    }
    this.#unanswered += 1
    if (this.#unanswered === 1) void this.#ping()
    this.#ticks += 1
    if (this.#ticks % ticksASecond === 0) void this.#checkServer()
    if (this.#ticks % ticksASecond === ticksASecond / 2) void this.#checkSubscriptions()
  }

  async #ping(): Promise<void> {
    try {
      await this.#options.client.sendCommand(['PING'])
      this.#unanswered = 0
    } catch (error) {
      this.#lost(messageOf(error))
    }
  }

  async #checkServer(): Promise<void> {
    const { isCurrent, server } = this.#options
    if (isCurrent === undefined) return
    if (!(await isCurrent(server).catch(() => true))) this.#lost('another server is the master now')
  }

  /**
   * A server of a cluster ends subscriptions by itself when slots move, and node-redis does not tell each time. Then
   * another connection hears everything anew.
   */
  async #checkSubscriptions(): Promise<void> {
    const { client, heard } = this.#options
    if (heard === undefined) return
    const expected = heard(client)
    const info: unknown = await client.sendCommand(['CLIENT', 'INFO']).catch(() => '')
    const count = Number(/ ssub=(\d+)/.exec(String(info))?.[1] ?? expected)
    // What was heard before and after was heard all the while.
    if (count < Math.min(expected, heard(client))) this.#lost('the server has ended subscriptions')
  }

  #lost(reason: string): void {
    if (this.#isOver) return
    this.stop()
    this.#options.onLost(reason)
  }
}
