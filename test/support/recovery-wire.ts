import WebSocket from 'ws'
import type { SocketConstructor } from '../../src/client/index.ts'

/** What is watched on the way between clients and server. */
export interface WatchedWire {
  readonly WebSocket: SocketConstructor
  /** What the server has done against its promise, as sentences. */
  readonly faults: readonly string[]
}

export interface WireOptions {
  /** Whether what comes over one connection is in order and comes once, which API Gateway does not promise. */
  readonly isOrdered: boolean
  /** Whether nothing may be left out on one connection, because all is kept in this channel. */
  readonly isKept: (channel: string) => boolean
  /** Whether clients may ask for what they miss, because the test itself reads history. */
  readonly mayRead: () => boolean
  /** What a frame of the client is made to be, to see that this is noticed. */
  readonly altered?: (frame: Frame) => Frame
}

export type Frame = Readonly<Record<string, unknown>>

/** What was missed of a channel, and what comes of it. */
interface Replay {
  readonly from: number
  readonly to: number
  readonly came: Set<number>
  /** The offset that came last; `undefined` where no order is promised. */
  last: number | undefined
  isOver: boolean
}

/** A WebSocket for the client. `recovered: true` has to mean that all that was missed comes, ahead of `caught_up`. */
export function watchedWire({
  isOrdered,
  isKept,
  mayRead,
  altered = (frame) => frame,
}: WireOptions): WatchedWire {
  const faults: string[] = []
  class Watched extends WebSocket {
    readonly #asked = new Map<unknown, Frame>()
    readonly #replays = new Map<string, Replay>()

    constructor(url: string, protocols: string[]) {
      super(url, protocols)
      this.on('message', (data) => this.#take(JSON.parse(Buffer.isBuffer(data) ? data.toString() : '{}')))
    }

    override send(text: string): void {
      const frame = altered(JSON.parse(text))
      this.#asked.set(frame.id, frame)
      const channel = String(frame.channel)
      // What comes in order and is kept leaves nothing to ask for.
      if (frame.action === 'history' && isOrdered && isKept(channel) && !mayRead()) {
        faults.push(`${channel}: what comes after ${String(frame.after)} was missing`)
      }
      super.send(JSON.stringify(frame))
    }

    #take(frame: Frame): void {
      if (frame.type === 'reply') this.#replied(this.#asked.get(frame.id), frame)
      const { event, offset } = frame
      const channel = String(frame.channel)
      const replay = this.#replays.get(channel)
      if (replay === undefined || typeof offset !== 'number') return
      if (event === 'message') this.#came(channel, offset, replay)
      if (event === 'caught_up') this.#caughtUp(channel, replay)
    }

    #came(channel: string, offset: number, replay: Replay): void {
      const { last } = replay
      replay.came.add(offset)
      if (last === undefined) return
      replay.last = offset
      if (offset <= last || (isKept(channel) && offset > last + 1)) {
        faults.push(`${channel}: ${offset} came after ${last}`)
      }
    }

    #replied(asked: Frame | undefined, { ok, data }: Frame): void {
      if (asked === undefined || ok !== true) return
      if (asked.action === 'join') this.#joined(String(asked.channel), asked.since, Object(data))
      if (asked.action !== 'hello') return
      for (const [channel, joined] of Object.entries(Object(Object(data).resumed))) {
        this.#joined(channel, Object(asked.resume)[channel], Object(joined))
      }
    }

    #joined(channel: string, since: unknown, { recovered, offset, count }: Frame): void {
      if (typeof offset !== 'number') return
      const from = recovered === true ? Number(Object(since).offset) : offset
      if (count !== offset - from)
        faults.push(`${channel}: what is missed from ${from} to ${offset} is not counted`)
      // What it misses comes beside what is said, if it is in already.
      const last = isOrdered && !this.#replays.has(channel) ? from : undefined
      this.#replays.set(channel, { from, to: offset, came: new Set(), last, isOver: false })
    }

    #caughtUp(channel: string, replay: Replay): void {
      if (replay.isOver) return
      replay.isOver = true
      for (let offset = replay.from + 1; offset <= replay.to; offset += 1) {
        if (!replay.came.has(offset)) faults.push(`${channel}: ${offset} was recovered and has not come`)
      }
    }
  }
  return { WebSocket: Watched, faults }
}
