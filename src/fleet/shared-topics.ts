import {
  after,
  type Backplane,
  type Joined,
  type LocalTopics,
  type Topics,
  Unavailable,
} from '../core/index.ts'

/** A topic that this node hears, or is about to. */
interface Interest {
  /** Rejects for all who wait for it if the topic cannot be heard. */
  readonly heard: Promise<void>
  isHeard: boolean
  /** Joins that wait for the backplane. */
  joins: number
  hasMembers: boolean
}

/**
 * Topics whose members are spread over the nodes of a fleet. Each node knows its own members, and hears a topic from
 * before its first member is in it until after its last one has left.
 *
 * What is published reaches the members here only by way of the backplane, so that all nodes have it in one order.
 * Joining waits until what was accepted before has been delivered here, and so does leaving.
 */
export function sharedTopics(local: LocalTopics, backplane: Backplane): Topics {
  const interests = new Interests(local, backplane)
  return {
    join: (topic, connectionId) =>
      after(local.has(topic, connectionId), (isMember) =>
        isMember ? 'already' : interests.join(topic, connectionId),
      ),
    async leave(topic, connectionId) {
      await interests.caughtUp(topic)
      return local.leave(topic, connectionId)
    },
    has: (topic, connectionId) => local.has(topic, connectionId),
    members: (topic) => backplane.members(topic),
    publish: (topic, frame, except) => backplane.publish(topic, local.encode(frame), except),
    drop: (connectionId) => local.drop(connectionId),
  }
}

/** What this node hears, and for whom. */
class Interests {
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

  async join(topic: string, connectionId: string): Promise<Joined> {
    const interest = this.#interests.get(topic) ?? this.#begin(topic)
    interest.joins += 1
    try {
      await (interest.isHeard ? this.#backplane.settled(topic) : interest.heard)
      const joined = this.#local.join(topic, connectionId)
      if (joined === 'joined') interest.hasMembers = true
      return joined
    } finally {
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
