import type { Log } from '../../core/ports/log.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import type { RuleKeys } from './event-keys.ts'
import type { Pauses } from './event-pauses.ts'
import type { Ended, EventStreams } from './event-streams.ts'

interface EndedIn extends Ended {
  readonly keys: RuleKeys
}

const maxAtOnce = 500

/** Takes out of Redis what has come to its end: what ends in one turn goes together, and nothing is dropped meanwhile. */
export class EventEnds {
  readonly #streams: EventStreams
  readonly #pauses: Pauses
  readonly #log: Log
  readonly #waiting = new Set<EndedIn>()
  #running: Promise<void> | undefined
  #isStopped = false

  constructor({ streams, pauses, log }: { streams: EventStreams; pauses: Pauses; log: Log }) {
    this.#streams = streams
    this.#pauses = pauses
    this.#log = log
  }

  add(ended: EndedIn): void {
    this.#waiting.add(ended)
    this.#running ??= this.#run()
  }

  /** Those of a rule that Redis may still have. */
  entriesOf({ id }: RuleKeys): readonly string[] {
    return [...this.#waiting].filter(({ keys }) => keys.id === id).map(({ entryId }) => entryId)
  }

  isIdle(): boolean {
    return this.#running === undefined
  }

  /** Resolves when all is taken out, or could not be just now. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pauses.end()
    await this.#running
  }

  async #run(): Promise<void> {
    await new Promise(setImmediate)
    while (this.#waiting.size > 0) {
      const isDone = await this.#takeOut()
      if (!isDone && this.#isStopped) break
      if (!isDone) await this.#pauses.pause()
    }
    this.#running = undefined
  }

  async #takeOut(): Promise<boolean> {
    const [first] = this.#waiting
    if (first === undefined) return true
    const batch = [...this.#waiting].filter(({ keys }) => keys.id === first.keys.id).slice(0, maxAtOnce)
    try {
      await this.#streams.end(first.keys, batch)
    } catch (error) {
      if (!(error instanceof Unavailable))
        this.#log.error({ err: error }, 'events could not be taken out of Redis')
      return false
    }
    for (const ended of batch) this.#waiting.delete(ended)
    return true
  }
}
