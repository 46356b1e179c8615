/** Something that has gathered work during a turn. */
export interface Gathering {
  flush(): void
}

/**
 * One turn of the event loop, and what is put off to its end: first the topics hand what was published in the turn
 * to their members, then the connections write, each once. A turn ends as soon as what has arrived is handled, so
 * putting off costs no latency when little is going on.
 */
export class Turn {
  readonly #schedule: (run: () => void) => void
  readonly #run = (): void => this.#end()
  #topics: Gathering[] = []
  #connections: Gathering[] = []
  /** Kept from turn to turn, because a busy turn has thousands. */
  #flushing: Gathering[] = []
  #isScheduled = false

  /** `schedule` runs its argument at the end of the current turn: `setImmediate` on Node. */
  constructor(schedule: (run: () => void) => void) {
    this.#schedule = schedule
  }

  /** Flush this topic at the end of the turn. */
  topic(gathering: Gathering): void {
    this.#topics.push(gathering)
    this.#wake()
  }

  /** Flush this connection at the end of the turn, after all topics. */
  connection(gathering: Gathering): void {
    this.#connections.push(gathering)
    this.#wake()
  }

  #wake(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#schedule(this.#run)
  }

  #end(): void {
    const topics = this.#topics
    this.#topics = []
    for (const topic of topics) topic.flush()
    const connections = this.#connections
    this.#connections = this.#flushing
    this.#flushing = connections
    this.#isScheduled = false
    for (const connection of connections) connection.flush()
    connections.length = 0
  }
}
