import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { type Envelope, opened, sealed } from './envelope.ts'
import { messageOf } from './fault.ts'
import { isNode } from './nodes.ts'
import type { Redis } from './redis.ts'

export interface NodeChannelOptions {
  readonly redis: Redis
  readonly node: string
  readonly clock: Clock
  readonly log: Log
}

/** A question that was asked of one or several nodes. */
interface Question {
  readonly answers: Buffer[]
  /** How many are to come; not known before Redis has said how many have heard the question. */
  expected: number | undefined
  readonly end: (outcome: 'answered' | 'late' | Error) => void
}

/** What is asked of this node. The answer is what its promise says; a rejection is no answer. */
export type Answerer = (body: Buffer) => Promise<Uint8Array>

/** The channel on which others reach this node, and what this node has asked them. */
export class NodeChannel {
  readonly #options: NodeChannelOptions
  readonly #questions = new Map<number, Question>()
  #serial = 0
  #answerer: Answerer | undefined

  constructor(options: NodeChannelOptions) {
    this.#options = options
  }

  get node(): string {
    return this.#options.node
  }

  async open(): Promise<void> {
    await this.#options.redis.channels.hear(this.#channelOf(this.#options.node), {
      message: (payload) => this.#receive(payload),
      // Answers that were missed are late, and requests are asked again by who wants them.
      back: async () => {},
    })
  }

  close(): void {
    this.#options.redis.channels.unhear(this.#channelOf(this.#options.node))
    for (const { end } of this.#questions.values()) end(new Unavailable('this node ends'))
  }

  /** A number that no other message of this node has. */
  nextSerial(): number {
    this.#serial = (this.#serial + 1) >>> 0
    return this.#serial
  }

  /** Say who answers requests to this node. */
  answerWith(answerer: Answerer): void {
    this.#answerer = answerer
  }

  /** Ask one node. `gone`: there is none. Rejects with `Unavailable` if it does not answer in time. */
  async request(node: string, body: readonly Uint8Array[], patienceMs: number): Promise<Buffer | 'gone'> {
    const { answers, heard } = await this.ask('R', this.#channelOf(node), body, patienceMs)
    if (heard === 0) {
      // One that is cut off from Redis for a while hears nothing, and has its connections all the same.
      if (await isNode(this.#options.redis, node)) throw new Unavailable(`the node ${node} cannot be reached`)
      return 'gone'
    }
    const [answer] = answers
    if (answer === undefined) throw new Unavailable(`the node ${node} did not answer`)
    return answer
  }

  /** Ask all who hear a channel, and wait for their answers, but not longer than `patienceMs`. */
  async ask(
    kind: 'Q' | 'R',
    channel: string,
    body: readonly Uint8Array[],
    patienceMs: number,
  ): Promise<{ readonly answers: readonly Buffer[]; readonly heard: number }> {
    const { clock, redis, node } = this.#options
    const serial = this.nextSerial()
    const answers: Buffer[] = []
    let heard = 0
    await new Promise<void>((resolve, reject) => {
      const callOff = clock.after(patienceMs, () => question.end('late'))
      const question: Question = {
        answers,
        expected: undefined,
        end: (outcome) => {
          callOff()
          this.#questions.delete(serial)
          if (outcome instanceof Error) reject(outcome)
          else resolve()
        },
      }
      this.#questions.set(serial, question)
      redis.channels.publish(channel, sealed(kind, node, serial, body)).then(
        (count) => {
          heard = count
          question.expected = count
          endIfComplete(question)
        },
        (error: unknown) => question.end(error instanceof Error ? error : new Error(String(error))),
      )
    })
    return { answers, heard }
  }

  /** Answer who has asked a question of all. */
  answer({ node, serial }: Envelope, body: Uint8Array): void {
    const { redis, log } = this.#options
    redis.channels
      .publish(this.#channelOf(node), sealed('A', this.#options.node, serial, [body]))
      .catch((error: unknown) => log.debug({ reason: messageOf(error) }, 'an answer was not given'))
  }

  #receive(payload: Buffer): void {
    const envelope = opened(payload)
    if (envelope?.kind === 'A') this.#answered(envelope)
    else if (envelope?.kind === 'R') void this.#requested(envelope)
  }

  #answered({ serial, body }: Envelope): void {
    const question = this.#questions.get(serial)
    if (question === undefined) return
    question.answers.push(body)
    endIfComplete(question)
  }

  async #requested(envelope: Envelope): Promise<void> {
    try {
      const answer = await this.#answerer?.(envelope.body)
      if (answer !== undefined) this.answer(envelope, answer)
    } catch (error) {
      this.#options.log.warn({ node: envelope.node, err: error }, 'a request of another node failed')
    }
  }

  #channelOf(node: string): string {
    return this.#options.redis.key('node', node)
  }
}

function endIfComplete({ expected, answers, end }: Question): void {
  if (expected !== undefined && answers.length >= expected) end('answered')
}
