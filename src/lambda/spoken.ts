import type { Look, Member, Topic } from '../core/index.ts'
import { deliver } from './delivery.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { segmentsOf } from './segments.ts'
import { jobOf } from './work.ts'

interface Pending {
  readonly id: string
  readonly topic: Topic
  readonly frame: string
  readonly to: readonly Member[]
}

/**
 * What a client's message is published to. A publish is accepted when it is known to whom it goes: small audiences are
 * sent to when the message has been handled, and large ones by jobs that are queued at once. The copy of the one who
 * speaks is sent at the end in either case, so that no ack comes behind it.
 */
export class Spoken {
  readonly #home: ApiHome
  readonly #ports: LambdaPorts
  readonly #speaker: Member
  #pending: Pending[] = []

  constructor(home: ApiHome, ports: LambdaPorts, speaker: Member) {
    this.#home = home
    this.#ports = ports
    this.#speaker = speaker
  }

  async publish(topic: Topic, frame: string, except: string | undefined, look: Look): Promise<void> {
    const id = this.#ports.ids.uuid()
    if (look.about === undefined) {
      this.#pending.push({
        id,
        topic,
        frame,
        to: look.members.filter(({ connectionId }) => connectionId !== except),
      })
      return
    }
    const { connectionId } = this.#speaker
    const isHeard = connectionId !== except && (await this.#home.members.has(topic, connectionId))
    const others = except === undefined ? [connectionId] : [...new Set([connectionId, except])]
    const broadcast = { api: this.#home.api.name, id, topic, frame, except: others }
    await this.#ports.jobs.send(segmentsOf(broadcast, look.about).map((work) => jobOf(work)))
    if (isHeard) this.#pending.push({ id: `${id}/speaker`, topic, frame, to: [this.#speaker] })
  }

  /** Send what is left to send. What was published first is sent first. */
  async finish(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    for (const copies of pending) await deliver({ ...copies, attempt: 0 }, this.#home, this.#ports)
  }
}
