import {
  type Api,
  type Clock,
  type EventContext,
  type Log,
  type Topic,
  Unavailable,
  type User,
  upkeepMs,
} from '../core/index.ts'

/** Topics with members here, and whose connections these are. */
export interface TopicsHere {
  topics(): Iterable<Topic>
  size(): number
  recorded(topic: Topic): number
  members(topic: Topic): readonly string[]
  outlet(connectionId: string): { readonly context: { readonly user: User } } | undefined
  publish(topic: Topic, frame: string): void
}

export interface UpkeepOptions {
  readonly api: Pick<Api, 'name' | 'upkeep'>
  readonly fanOut: TopicsHere
  readonly clock: Clock
  readonly log: Log
}

interface Turn {
  /** When the topic is looked after next, in milliseconds since 1970. */
  at: number
  /** How many events had been handed out when it was last looked after, and since when there were so many. */
  recorded: number
  quietSince: number
}

const tickMs = 1_000
const tasksAtOnce = 50

/** Looks after the topics of an API that have members here, each in its turn, and after those that were asked for. */
export class Upkeep {
  readonly #options: UpkeepOptions
  readonly #verbs: EventContext
  readonly #turns = new Map<Topic, Turn>()
  readonly #asked = new Map<Topic, () => void>()
  readonly #stopTicking: () => void
  /** Topics whose turn it is. */
  #due: Topic[] = []
  #running = 0

  constructor(options: UpkeepOptions, verbs: EventContext) {
    this.#options = options
    this.#verbs = verbs
    this.#stopTicking =
      options.api.upkeep === undefined ? () => {} : options.clock.every(tickMs, () => this.#tick())
  }

  /** Look after a topic in a while. What was asked for before and has not been done yet is done then. */
  tend(topic: Topic, delayMs: number): void {
    this.#asked.get(topic)?.()
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#asked.delete(topic)
      this.#due.push(topic)
      this.#goOn()
    })
    this.#asked.set(topic, cancel)
  }

  stop(): void {
    this.#stopTicking()
    for (const cancel of this.#asked.values()) cancel()
    this.#asked.clear()
    this.#due = []
  }

  #tick(): void {
    const { fanOut, clock } = this.#options
    const now = clock.now()
    for (const topic of fanOut.topics()) {
      const turn = this.#turnOf(topic)
      if (turn.at > now) continue
      turn.at = now + upkeepMs
      this.#due.push(topic)
    }
    this.#goOn()
    if (this.#turns.size < 2 * fanOut.size() + 100) return
    const open = new Set(fanOut.topics())
    for (const topic of this.#turns.keys()) if (!open.has(topic)) this.#turns.delete(topic)
  }

  /** Topics that are new have their first turn at any time, so that not all have it at once. */
  #turnOf(topic: Topic): Turn {
    const known = this.#turns.get(topic)
    if (known !== undefined) return known
    const now = this.#options.clock.now()
    const turn = {
      at: now + Math.random() * upkeepMs,
      recorded: this.#options.fanOut.recorded(topic),
      quietSince: now,
    }
    this.#turns.set(topic, turn)
    return turn
  }

  /** So many at once, and the next whenever one has ended. */
  #goOn(): void {
    while (this.#running < tasksAtOnce) {
      const topic = this.#due.shift()
      if (topic === undefined) return
      this.#look(topic, this.#turnOf(topic))
    }
  }

  #membersOf(topic: Topic) {
    const { fanOut } = this.#options
    return fanOut.members(topic).flatMap((connectionId) => {
      const connection = fanOut.outlet(connectionId)
      return connection === undefined ? [] : { connectionId, user: connection.context.user }
    })
  }

  #look(topic: Topic, turn: Turn): void {
    const { api, fanOut, clock, log } = this.#options
    const now = clock.now()
    const recorded = fanOut.recorded(topic)
    if (recorded !== turn.recorded) turn.quietSince = now
    turn.recorded = recorded
    const tended = { topic, members: this.#membersOf(topic), quietMs: now - turn.quietSince }
    const context = { ...this.#verbs, tell: (to: Topic, frame: string) => fanOut.publish(to, frame) }
    this.#running += 1
    void (async () => api.upkeep?.(context, tended))()
      .catch((error: unknown) => {
        const fields = { api: api.name, topic, err: error }
        if (error instanceof Unavailable) log.debug(fields, 'a topic could not be looked after')
        else log.error(fields, 'a topic could not be looked after')
      })
      .finally(() => {
        this.#running -= 1
        this.#goOn()
      })
  }
}
