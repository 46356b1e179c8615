/** What is published to one topic in one turn of the event loop: one command. */
export interface Gathered<Item> {
  readonly items: Item[]
  /** When the first came, on `performance.now()`. */
  readonly since: number
  bytes: number
  /** How many there were when it was last asked whether it waits, and how often it has waited. */
  itemsBefore: number
  waited: number
}

/** More than this is not gathered: it goes at once. */
const largeBytes = 512 * 1024
/** Turns that a batch waits at most, while each brings another frame: a client's frames come in several reads. */
const longestWait = 8

/** Gathers what goes to a topic until the end of the turn. */
export class Gathering<Item> {
  readonly #send: (topic: string, gathered: Gathered<Item>) => void
  #batches = new Map<string, Gathered<Item>>()
  #isScheduled = false

  constructor(send: (topic: string, gathered: Gathered<Item>) => void) {
    this.#send = send
  }

  /** What waits for the topic. */
  waiting(topic: string): readonly Item[] {
    return this.#batches.get(topic)?.items ?? []
  }

  add(topic: string, item: Item, bytes: number): void {
    const batch = this.#batches.get(topic) ?? this.#open(topic)
    batch.items.push(item)
    batch.bytes += bytes
    if (batch.bytes >= largeBytes) this.flush(topic)
  }

  /** Send what waits for the end of the turn, so that what is asked next is asked after it. */
  flush(topic: string): void {
    const batch = this.#batches.get(topic)
    if (batch === undefined) return
    this.#batches.delete(topic)
    this.#send(topic, batch)
  }

  #open(topic: string): Gathered<Item> {
    const batch: Gathered<Item> = {
      items: [],
      since: performance.now(),
      bytes: 0,
      itemsBefore: 0,
      waited: 0,
    }
    this.#batches.set(topic, batch)
    this.#schedule()
    return batch
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.#sendAll())
  }

  #sendAll(): void {
    this.#isScheduled = false
    for (const [topic, batch] of this.#batches) {
      if (waits(batch)) continue
      this.#batches.delete(topic)
      this.#send(topic, batch)
    }
    if (this.#batches.size > 0) this.#schedule()
  }
}

/** A command costs as much as many frames in it. It waits for nobody who has nothing to say. */
function waits(batch: Gathered<unknown>): boolean {
  const hasGrown = batch.items.length > batch.itemsBefore
  batch.itemsBefore = batch.items.length
  batch.waited += 1
  return hasGrown && batch.waited <= longestWait
}
