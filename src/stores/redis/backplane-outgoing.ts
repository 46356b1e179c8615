import type { BackplaneCounts } from './backplane.ts'
import { type Part, packed, sealed } from './envelope.ts'
import { type Gathered, Gathering } from './gathering.ts'
import type { NodeChannel } from './node-channel.ts'
import type { Redis } from './redis.ts'
import type { TopicNames } from './topic-names.ts'

export interface OutgoingOptions {
  readonly redis: Redis
  readonly channel: NodeChannel
  readonly counts: BackplaneCounts
  readonly onAccepted?: (ms: number) => void
  readonly names: TopicNames
}

interface Publish {
  readonly part: Part
  readonly settled: Settled
}

/** What the publishes of one batch have in common: they are accepted together. */
interface Settled {
  readonly accepted: Promise<void>
  readonly accept: () => void
  readonly refuse: (error: unknown) => void
}

/** How much of a topic's log is kept: entries, bytes, and for how long after the last one. Who was away longer has missed it. */
export const logLimits = ['10000', `${4 * 1024 * 1024}`, '60000'] as const

/** Publishes that go out, and those that wait to be accepted. */
export class Outgoing {
  readonly #options: OutgoingOptions
  readonly #gathering = new Gathering<Publish>((topic, gathered) => this.#send(topic, gathered))
  readonly #waiting = new Map<number, Settled>()

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  add(topic: string, part: Part): Promise<void> {
    const settled = this.#gathering.waiting(topic)[0]?.settled ?? openSettled()
    this.#options.counts.published += 1
    this.#options.counts.waiting += 1
    this.#gathering.add(topic, { part, settled }, part.frames.length)
    return settled.accepted
  }

  flush(topic: string): void {
    this.#gathering.flush(topic)
  }

  /** One of ours has come back. */
  accepted(serial: number): void {
    this.#waiting.get(serial)?.accept()
  }

  #send(topic: string, { items, since }: Gathered<Publish>): void {
    const [first] = items
    if (first === undefined) return
    const { settled } = first
    const { redis, channel, counts, names, onAccepted } = this.#options
    const serial = channel.nextSerial()
    const parts = items.map(({ part }) => part)
    const payload = sealed('P', channel.node, serial, packed(parts))
    this.#waiting.set(serial, settled)
    counts.commands += 1
    const end = (): void => {
      this.#waiting.delete(serial)
      counts.waiting -= items.length
    }
    const args = [redis.channels.publishCommand, payload, ...logLimits]
    redis.script('publish', [names.log(topic), names.channel(topic)], args).then(
      () => {
        end()
        onAccepted?.(performance.now() - since)
        settled.accept()
      },
      (error: unknown) => {
        end()
        counts.refused += items.length
        settled.refuse(error)
      },
    )
  }
}

function openSettled(): Settled {
  let accept = (): void => {}
  let refuse = (_error: unknown): void => {}
  const accepted = new Promise<void>((resolve, reject) => {
    accept = resolve
    refuse = reject
  })
  return { accepted, accept, refuse }
}
