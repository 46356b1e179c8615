import type { Backplane, BackplaneNode } from '../../core/ports/backplane.ts'
import type { History } from '../../core/ports/history.ts'
import { memoryHistory } from './history.ts'

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
  readonly node: BackplaneNode
}

/** One API on one node. */
interface Seat {
  readonly node: BackplaneNode
  readonly heard: Map<string, Subscription>
}

/** One API on all nodes. */
interface Api {
  readonly seats: Set<Seat>
  readonly history: History
}

/** `historyOf`: the history of an API. By default, time stands still in it. */
export function memoryBackplanes(historyOf: (path: string) => History = timeless): MemoryBackplanes {
  const apis = new Map<string, Api>()
  const allSeats = (): Seat[] => [...apis.values()].flatMap(({ seats }) => [...seats])
  return {
    open(path, node) {
      const api = apis.get(path) ?? { seats: new Set(), history: historyOf(path) }
      apis.set(path, api)
      const seat = { node, heard: new Map<string, Subscription>() }
      api.seats.add(seat)
      return backplane(api, seat)
    },
    subscriptions: () => allSeats().reduce((count, seat) => count + seat.heard.size, 0),
    idle: nextTurn,
  }
}

function backplane({ seats, history }: Api, own: Seat): Backplane {
  /** Have what was accepted handed on at the end of the turn, to who hears the topic now. */
  const handOn = (topic: string, hand: (node: BackplaneNode) => void): void => {
    const hearing = [...seats].flatMap((seat) => seat.heard.get(topic) ?? [])
    setImmediate(() => {
      for (const { isHeard, node } of hearing) if (isHeard) hand(node)
    })
  }
  const unsubscribe = (topic: string): void => {
    const subscription = own.heard.get(topic)
    if (subscription !== undefined) subscription.isHeard = false
    own.heard.delete(topic)
  }
  return {
    subscribe(topic) {
      if (!own.heard.has(topic)) own.heard.set(topic, { isHeard: true, node: own.node })
      return nextTurn()
    },
    unsubscribe,
    async publish(topic, frames, except) {
      handOn(topic, (node) => node.deliver(topic, frames, except))
    },
    history: {
      async append(topic, text, options) {
        const appended = await history.append(topic, text, options)
        if (!appended.isDuplicate) handOn(topic, (node) => node.record(topic, text, appended.position))
        return appended
      },
      read: (topic, range, retention) => history.read(topic, range, retention),
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

function timeless(): History {
  let epochs = 0
  return memoryHistory({
    clock: { now: () => 0, every: () => () => {}, after: () => () => {} },
    ids: {
      short: () => '',
      uuid: () => '',
      draw() {
        epochs += 1
        return `epoch${epochs}`
      },
    },
  })
}
