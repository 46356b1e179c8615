import type { Socket } from 'node:net'
import type { Profile } from './profile.ts'

/** What is to be done about a connection: nothing, end it, ask its client for a sign of life, or cut it. */
export type Judgement = 'lives' | 'aged' | 'idle' | 'ping' | 'dead'

/** How long a connection may live by its profile, and whether its client does. Moments are milliseconds since 1970. */
export class Lifespan {
  readonly connectedAt: number
  /** When a data frame last came from or went to the client. */
  lastDataAt: number
  #pingedAt: number
  /** What had come in at the last ping. Any byte since then is a sign of life, a pong or half a message. */
  #bytesReadAtPing = -1

  constructor(now: number) {
    this.connectedAt = now
    this.lastDataAt = now
    this.#pingedAt = now
  }

  /** With `ping`, the client must be pinged: what comes until the next one is counted from here. */
  judge(now: number, { idleMs, maxAgeMs, pingMs }: Profile, socket: Socket, isPaused: boolean): Judgement {
    if (maxAgeMs !== undefined && now - this.connectedAt >= maxAgeMs) return 'aged'
    if (idleMs !== undefined && now - this.lastDataAt >= idleMs) return 'idle'
    if (pingMs === undefined || now - this.#pingedAt < pingMs) return 'lives'
    if (socket.bytesRead === this.#bytesReadAtPing && !isPaused) return 'dead'
    this.#bytesReadAtPing = socket.bytesRead
    this.#pingedAt = now
    return 'ping'
  }
}
