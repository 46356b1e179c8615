import type { Clock } from '../core/index.ts'
import { FairQueue, type Queued } from './fair-queue.ts'
import type { ModelVerdict } from './model-check.ts'
import { type ModelThread, startModelThread } from './model-thread.ts'
import type { CheckReport } from './model-thread-wire.ts'
import { patience } from './patience.ts'

/** Checks a text of JSON. Rejects if it could not be checked at all. */
export type SlowCheck = (text: string, connectionId: string) => Promise<ModelVerdict | 'busy'>

interface Body extends Queued {
  readonly model: number
  readonly text: string
  readonly settle: (verdict: ModelVerdict | 'busy') => void
  readonly fail: (error: Error) => void
}

const bodyLimitMs = 100
// For the start of the thread and for compiling the schema.
const startLimitMs = 10_000
const idleLimitMs = 60_000
const limits = { mostOfOwner: 64, mostSize: 16 * 1_024 * 1_024 }
// So that small bodies are counted too: 2,048 of them may wait.
const sizeOfAny = 8 * 1_024

const tooLong: ModelVerdict = { valid: false, field: '', why: 'takes too long to check' }

/**
 * Checks bodies by schemas that may take any time and memory, in a thread that all of them share. A body that takes
 * longer than 100 ms, or more memory than the thread has, costs its thread and is not valid; the others are checked by
 * a new one. Of the bodies that wait (64 of a connection, 16 Mi characters of all), connections have their turns one
 * after the other. The thread is there from the first body on until there was none for a minute.
 */
export class SlowModels {
  readonly #clock: Clock
  readonly #schemas: unknown[] = []
  readonly #waiting = new FairQueue<Body>(limits)
  #current: Body | undefined
  #thread: ModelThread | undefined
  /** Models that the thread has. */
  #known = new Set<number>()
  #wasUsed = false
  #stopWatch = (): void => {}
  #stopIdle = (): void => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `schema`: one that can be compiled, and copied to the thread. */
  open(schema: unknown): SlowCheck {
    const model = this.#schemas.push(schema) - 1
    return (text, owner) =>
      new Promise((settle, fail) => {
        const body = { owner, size: text.length + sizeOfAny, model, text, settle, fail }
        for (const dropped of this.#waiting.push(body)) dropped.settle('busy')
        if (this.#current === undefined) this.#next()
      })
  }

  #next(): void {
    const body = this.#waiting.shift()
    this.#current = body
    if (body === undefined) return
    const { model, text } = body
    this.#thread ??= this.#start()
    this.#wasUsed = true
    const isKnown = this.#known.has(model)
    this.#thread.check(isKnown ? { model, text } : { model, text, schema: this.#schemas[model] })
    this.#allow(isKnown ? bodyLimitMs : startLimitMs)
  }

  #allow(limitMs: number): void {
    this.#stopWatch()
    this.#stopWatch = patience(this.#clock, limitMs, () => this.#lost(`not begun within ${startLimitMs} ms`))
  }

  #report(report: CheckReport): void {
    const body = this.#current
    if (body === undefined) return
    if (report === 'begun') {
      this.#known.add(body.model)
      this.#allow(bodyLimitMs)
      return
    }
    this.#stopWatch()
    body.settle(report)
    this.#next()
  }

  /** The thread is lost, or given up, and with it the body that it was at. */
  #lost(reason: string): void {
    const body = this.#current
    const hasBegun = body !== undefined && this.#known.has(body.model)
    this.#end()
    if (hasBegun) body.settle(tooLong)
    else body?.fail(new Error(`The thread that checks models failed: ${reason}`))
    this.#next()
  }

  #start(): ModelThread {
    this.#stopIdle = this.#clock.every(idleLimitMs, () => {
      if (this.#current === undefined && !this.#wasUsed) this.#end()
      this.#wasUsed = false
    })
    return startModelThread({
      onReport: (report) => this.#report(report),
      onGone: (reason) => this.#lost(reason),
    })
  }

  #end(): void {
    this.#stopWatch()
    this.#stopIdle()
    this.#thread?.end()
    this.#thread = undefined
    this.#known.clear()
  }
}
