/** Something that has gathered work during a turn. */
export interface Gathering {
  flush(): void
}

/** One that may be worth another turn before it is flushed. */
export interface PatientGathering extends Gathering {
  /** Asked once at the end of each turn. It must say no at last, and after a turn that brought nothing. */
  waits(): boolean
}

/**
 * One turn of the event loop, and what is put off to its end: first the topics hand what was published in the turn
 * to their members, then the connections write, each once. A turn ends as soon as what has arrived is handled, so
 * putting off costs no latency when little is going on.
 */
export class Turn {
  readonly #schedule: (run: () => void) => void
  readonly #run = (): void => this.#end()
  #topics: PatientGathering[] = []
  #connections: Gathering[] = []
  /** Kept from turn to turn, because a busy turn has thousands. */
  #flushing: Gathering[] = []
  #isScheduled = false

  /** `schedule` runs its argument at the end of the current turn: `setImmediate` on Node. */
  constructor(schedule: (run: () => void) => void) {
    this.#schedule = schedule
  }

  /** Flush this topic at the end of the turn, or of the first one after which it does not wait. */
  topic(gathering: PatientGathering): void {
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
    this.#isScheduled = false
    const topics = this.#topics
    this.#topics = []
    for (const topic of topics) {
      if (topic.waits()) this.topic(topic)
      else topic.flush()
    }
    const connections = this.#connections
    this.#connections = this.#flushing
    this.#flushing = connections
    for (const connection of connections) connection.flush()
    connections.length = 0
  }
}
