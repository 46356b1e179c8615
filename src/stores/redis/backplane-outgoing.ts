import type { BackplaneCounts } from './backplane.ts'
import { type Part, packed, sealed } from './envelope.ts'
import type { NodeChannel } from './node-channel.ts'
import type { Redis } from './redis.ts'

export interface OutgoingOptions {
  readonly redis: Redis
  readonly channel: NodeChannel
  readonly counts: BackplaneCounts
  readonly onAccepted?: (ms: number) => void
  readonly namesOf: (topic: string) => { readonly log: string; readonly channel: string }
}

/** What is published to one topic in one turn of the event loop: one command. */
interface Batch {
  readonly parts: Part[]
  bytes: number
  readonly accepted: Promise<void>
  readonly accept: () => void
  readonly refuse: (error: unknown) => void
  readonly since: number
  /** How many parts there were when it was last asked whether it waits, and how often it has waited. */
  partsBefore: number
  waited: number
}

/** A topic's log is kept so long after the last publish: who was away longer has missed what was in it. */
const logMs = '60000'
/** So much of it is kept, the newest. */
const logEntries = '10000'
const logBytes = `${4 * 1024 * 1024}`
/** More than this is not gathered: it goes at once. */
const largeBytes = 512 * 1024
/** Turns that a batch waits at most, while each brings another frame: a client's frames come in several reads. */
const longestWait = 8

/** Publishes that go out, and those that wait to be accepted. */
export class Outgoing {
  readonly #options: OutgoingOptions
  #batches = new Map<string, Batch>()
  readonly #waiting = new Map<number, Batch>()
  #isScheduled = false

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  add(topic: string, part: Part): Promise<void> {
    const batch = this.#batches.get(topic) ?? this.#open(topic)
    batch.parts.push(part)
    batch.bytes += part.frames.length
    this.#options.counts.published += 1
    this.#options.counts.waiting += 1
    if (batch.bytes >= largeBytes) this.flush(topic)
    return batch.accepted
  }

  /** Send what waits for the end of the turn, so that what is asked next is asked after it. */
  flush(topic: string): void {
    const batch = this.#batches.get(topic)
    if (batch === undefined) return
    this.#batches.delete(topic)
    this.#send(topic, batch)
  }

  /** One of ours has come back. */
  accepted(serial: number): void {
    this.#waiting.get(serial)?.accept()
  }

  #open(topic: string): Batch {
    let accept = (): void => {}
    let refuse = (_error: unknown): void => {}
    const accepted = new Promise<void>((resolve, reject) => {
      accept = resolve
      refuse = reject
    })
    const batch: Batch = {
      parts: [],
      bytes: 0,
      accepted,
      accept,
      refuse,
      since: performance.now(),
      partsBefore: 0,
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

  #send(topic: string, batch: Batch): void {
    const { redis, channel, counts, namesOf, onAccepted } = this.#options
    const serial = channel.nextSerial()
    const payload = sealed('P', channel.node, serial, packed(batch.parts))
    const names = namesOf(topic)
    const args = [redis.channels.publishCommand, payload, logEntries, logBytes, logMs]
    this.#waiting.set(serial, batch)
    counts.commands += 1
    const end = (): void => {
      this.#waiting.delete(serial)
      counts.waiting -= batch.parts.length
    }
    redis.script('publish', [names.log, names.channel], args).then(
      () => {
        end()
        onAccepted?.(performance.now() - batch.since)
        batch.accept()
      },
      (error: unknown) => {
        end()
        counts.refused += batch.parts.length
        batch.refuse(error)
      },
    )
  }
}

/** A command costs as much as many frames in it. It waits for nobody who has nothing to say. */
function waits(batch: Batch): boolean {
  const hasGrown = batch.parts.length > batch.partsBefore
  batch.partsBefore = batch.parts.length
  batch.waited += 1
  return hasGrown && batch.waited <= longestWait
}
