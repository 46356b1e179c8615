import { type Backplane, type Joined, type LocalTopics, Unavailable } from '../core/index.ts'

/** A topic that this node hears, or is about to. */
interface Interest {
  /** Rejects for all who wait for it if the topic cannot be heard. */
  readonly heard: Promise<void>
  isHeard: boolean
  /** Joins that are under way. */
  joins: number
  hasMembers: boolean
}

/** What this node hears, and for whom. */
export class Interests {
  readonly #local: LocalTopics
  readonly #backplane: Backplane
  readonly #interests = new Map<string, Interest>()

  constructor(local: LocalTopics, backplane: Backplane) {
    this.#local = local
    this.#backplane = backplane
    local.onEmpty = (topic) => {
      const interest = this.#interests.get(topic)
      if (interest === undefined) return
      interest.hasMembers = false
      this.#endIfIdle(topic, interest)
    }
  }

  /** Join when what was accepted before has been delivered here. */
  join(topic: string, connectionId: string): Promise<Joined> {
    return this.during(topic, connectionId, async (interest) => {
      await (interest.isHeard ? this.#backplane.settled(topic) : interest.heard)
      return this.#local.join(topic, connectionId)
    })
  }

  /** Have a topic heard while `join` is under way, and for longer if the connection is in it then. */
  async during<T>(
    topic: string,
    connectionId: string,
    join: (interest: Pick<Interest, 'heard' | 'isHeard'>) => Promise<T>,
  ): Promise<T> {
    const interest = this.#interests.get(topic) ?? this.#begin(topic)
    interest.joins += 1
    try {
      return await join(interest)
    } finally {
      if (this.#local.has(topic, connectionId)) interest.hasMembers = true
      interest.joins -= 1
      this.#endIfIdle(topic, interest)
    }
  }

  /** Resolves when what was accepted before has been delivered here, or cannot be: what is here can change then too. */
  async caughtUp(topic: string): Promise<void> {
    const interest = this.#interests.get(topic)
    if (interest === undefined) return
    try {
      if (!interest.isHeard) await interest.heard
      await this.#backplane.settled(topic)
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
    }
  }

  #begin(topic: string): Interest {
    const heard = this.#backplane.subscribe(topic).then(
      () => {
        interest.isHeard = true
      },
      (error: unknown) => {
        this.#end(topic)
        throw error
      },
    )
    const interest: Interest = { heard, isHeard: false, joins: 0, hasMembers: false }
    this.#interests.set(topic, interest)
    return interest
  }

  /** An interest that has failed has made room for another one already. */
  #endIfIdle(topic: string, interest: Interest): void {
    const isIdle = interest.joins === 0 && !interest.hasMembers
    if (isIdle && this.#interests.get(topic) === interest) this.#end(topic)
  }

  /** Also after a failure: whether the topic is heard all the same is not known. */
  #end(topic: string): void {
    this.#interests.delete(topic)
    this.#backplane.unsubscribe(topic)
  }
}
