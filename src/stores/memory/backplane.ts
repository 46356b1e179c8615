import type { Backplane, BackplaneNode } from '../../core/ports/backplane.ts'

/** The backplane of a fleet whose nodes are in one process: what every other engine is compared with. */
export interface MemoryBackplanes {
  /** One node's part of the API at `path`. */
  open(path: string, node: BackplaneNode): Backplane
  /** How many topics are heard, counted once for each node that hears them. */
  subscriptions(): number
  /** Resolves when all that was accepted has been delivered. */
  idle(): Promise<void>
}

/** One node that hears one topic. What has not been delivered when it ends never is. */
interface Subscription {
  isHeard: boolean
  deliver(frames: Uint8Array, except: string | undefined): void
}

/** One API on one node. */
interface Seat {
  readonly node: BackplaneNode
  readonly heard: Map<string, Subscription>
}

export function memoryBackplanes(): MemoryBackplanes {
  const apis = new Map<string, Set<Seat>>()
  const allSeats = (): Seat[] => [...apis.values()].flatMap((seats) => [...seats])
  return {
    open(path, node) {
      const seats = apis.get(path) ?? new Set()
      apis.set(path, seats)
      const seat = { node, heard: new Map<string, Subscription>() }
      seats.add(seat)
      return backplane(seats, seat)
    },
    subscriptions: () => allSeats().reduce((count, seat) => count + seat.heard.size, 0),
    idle: nextTurn,
  }
}

function backplane(seats: Set<Seat>, own: Seat): Backplane {
  const unsubscribe = (topic: string): void => {
    const subscription = own.heard.get(topic)
    if (subscription !== undefined) subscription.isHeard = false
    own.heard.delete(topic)
  }
  return {
    subscribe(topic) {
      if (!own.heard.has(topic)) {
        const deliver: Subscription['deliver'] = (frames, except) => own.node.deliver(topic, frames, except)
        own.heard.set(topic, { isHeard: true, deliver })
      }
      return nextTurn()
    },
    unsubscribe,
    async publish(topic, frames, except) {
      const hearing = [...seats].flatMap((seat) => seat.heard.get(topic) ?? [])
      setImmediate(() => {
        for (const subscription of hearing) if (subscription.isHeard) subscription.deliver(frames, except)
      })
    },
    settled: nextTurn,
    members: async (topic) => [...seats].flatMap((seat) => seat.node.members(topic)),
    close() {
      for (const topic of own.heard.keys()) unsubscribe(topic)
      seats.delete(own)
    },
  }
}

/** What was put off to the end of a turn before the call is done when it resolves. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
