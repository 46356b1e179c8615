import type { Clock, FunctionSpec, Invoked } from '../core/index.ts'
import { exited, exitProblem, failed, problemIn, returned } from './answers.ts'
import type { EnvironmentListener } from './environment-listener.ts'
import { type Pending, timedOut } from './pending.ts'
import { type RuntimeProcess, startProcess } from './runtime-process.ts'
import type { SpawnOptions } from './spawn.ts'
import { areYouThere, type Problem, said } from './wire.ts'

export interface EnvironmentOptions extends SpawnOptions {
  readonly clock: Clock
  readonly spec: FunctionSpec
  readonly listener: EnvironmentListener
}

// As on Lambda.
const startLimitMs = 10_000
const answerLimitMs = 250

/** One process that runs a function. It is given one invocation at a time, and only in need more. */
export class Environment {
  idleSince: number
  readonly #options: EnvironmentOptions
  readonly #process: RuntimeProcess
  readonly #inFlight = new Map<number, Pending>()
  #state: 'starting' | 'serving' | 'leaving' | 'ended' = 'starting'
  #wasReady = false
  #isEnding = false
  #lastId = 0
  #lastBegun: number | undefined
  #problem: Problem | undefined
  #cancelTimer: (() => void) | undefined
  #isPinged = false

  constructor(options: EnvironmentOptions) {
    this.#options = options
    this.idleSince = options.clock.now()
    this.#process = startProcess(options, {
      onLine: (line) => this.#onLine(line),
      onRaw: (stream, line) => options.listener.onOutput(stream, line),
      onGone: (reason) => this.#onGone(reason),
    })
    this.#cancelTimer = options.clock.after(startLimitMs, () => {
      const seconds = startLimitMs / 1_000
      this.#problem ??= [
        'Sandbox.Timedout',
        `The code of the function was not loaded after ${seconds} seconds`,
      ]
      this.#isEnding = true
      this.#process.kill()
    })
  }

  get isStarting(): boolean {
    return this.#state === 'starting'
  }

  get isServing(): boolean {
    return this.#state === 'serving'
  }

  get inFlight(): number {
    return this.#inFlight.size
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** How long it has been at its oldest invocation, in milliseconds: 0 if it is at none. */
  busyFor(now: number): number {
    return now - (this.#first()?.startedAt ?? now)
  }

  /** The request that it is at, if it is at one only. */
  get soleRequestId(): string | undefined {
    return this.#inFlight.size === 1 ? this.#first()?.requestId : undefined
  }

  run(pending: Pending): void {
    const { clock, spec } = this.#options
    const id = ++this.#lastId
    pending.isCold = id === 1
    pending.attempts += 1
    pending.startedAt = clock.now()
    pending.deadline = pending.startedAt + spec.timeoutMs
    this.#inFlight.set(id, pending)
    this.#process.send(`${id} ${pending.requestId} ${pending.deadline} ${pending.event}\n`)
    // All have the same span, so the first in is the first due; a timer that fires early for the next is moved on.
    this.#cancelTimer ??= clock.after(spec.timeoutMs, () => this.#onTimer())
  }

  /** Ask whether its event loop turns. One question at a time. */
  ping(): void {
    if (this.#isPinged) return
    this.#isPinged = true
    this.#process.send(`${areYouThere}\n`)
  }

  /** Give it nothing more, and end it when it has answered all that it has. */
  retire(): void {
    this.#leave()
    if (this.#wasReady) this.#endIfDone()
    else this.kill()
  }

  /** End it at once, with what it is at. */
  kill(): void {
    this.#leave()
    this.#isEnding = true
    this.#process.kill()
  }

  #first(): Pending | undefined {
    return this.#inFlight.values().next().value
  }

  #leave(): void {
    if (this.#state === 'leaving' || this.#state === 'ended') return
    this.#state = 'leaving'
    this.#options.listener.onLeaving()
  }

  #endIfDone(): void {
    if (this.#inFlight.size > 0 || this.#isEnding) return
    this.#isEnding = true
    this.#process.end()
  }

  #onLine(line: string): void {
    const text = line.slice(1)
    const kind = line[0]
    if (kind === said.returned) this.#onAnswer(text, returned)
    else if (kind === said.failed) this.#onAnswer(text, failed)
    else if (kind === said.log) this.#options.listener.onOutput('entry', text)
    else if (kind === said.dropped) this.#options.listener.onOutput('dropped', text)
    else if (kind === said.ready) this.#onReady()
    else if (kind === said.here) this.#onHere()
    else if (kind === said.exiting) this.#onExiting(Number(text))
    else if (kind === said.broken) this.#problem ??= problemIn(text)
    // Somebody else writes to our pipe: there is no telling what this means.
    else this.kill()
  }

  #onHere(): void {
    this.#isPinged = false
    this.#options.listener.onHere()
  }

  #onExiting(lastBegun: number): void {
    this.#lastBegun = lastBegun
    // One that does not start stays on the books until it is known why.
    if (this.#wasReady) this.#leave()
  }

  #onReady(): void {
    if (this.#state !== 'starting') return
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#wasReady = true
    this.#state = 'serving'
    this.#options.listener.onReady()
  }

  #onAnswer(text: string, read: (json: string) => Invoked | undefined): void {
    const space = text.indexOf(' ')
    const id = Number(text.slice(0, space))
    const pending = this.#inFlight.get(id)
    // It was late: its caller has been told.
    if (pending === undefined) return
    const invoked = read(text.slice(space + 1))
    if (invoked === undefined) {
      this.kill()
      return
    }
    this.#inFlight.delete(id)
    this.#options.listener.onSettled(pending, invoked)
    if (this.#inFlight.size > 0) return
    if (this.#state === 'serving') this.#options.listener.onFree()
    else this.#endIfDone()
  }

  #onTimer(): void {
    this.#cancelTimer = undefined
    const { clock } = this.#options
    const first = this.#first()
    if (first === undefined) return
    const left = first.deadline - clock.now()
    if (left <= 0) this.#onDeadline()
    else this.#cancelTimer = clock.after(left, () => this.#onTimer())
  }

  /**
   * Who is late has failed. If it was alone, the process ends with it, as on Lambda; others that share the process may
   * end first, unless its event loop stands still.
   */
  #onDeadline(): void {
    const { clock, spec, listener } = this.#options
    const now = clock.now()
    for (const [id, pending] of this.#inFlight) {
      if (pending.deadline > now) break
      this.#inFlight.delete(id)
      listener.onSettled(pending, timedOut(pending.requestId, spec.timeoutMs))
    }
    if (this.#inFlight.size === 0) {
      this.kill()
      return
    }
    this.#leave()
    this.#isPinged = false
    this.ping()
    this.#cancelTimer = clock.after(answerLimitMs, () => {
      if (this.#isPinged) this.kill()
      else this.#onTimer()
    })
  }

  #onGone(reason: string): void {
    this.#cancelTimer?.()
    this.#leave()
    this.#state = 'ended'
    const wasReady = this.#wasReady
    const wasIdle = this.#inFlight.size === 0
    const unbegun = this.#settleAll(reason)
    const problem = this.#problem ?? (this.#isEnding ? undefined : exitProblem(reason))
    this.#options.listener.onEnded({
      wasReady,
      unbegun,
      ...(!wasReady && problem !== undefined && { problem }),
      ...(wasReady && wasIdle && !this.#isEnding && { unexpected: reason }),
    })
  }

  /** All fail with the process, but for those that it says it never saw. */
  #settleAll(reason: string): Pending[] {
    const lastBegun = this.#lastBegun ?? Number.POSITIVE_INFINITY
    const unbegun: Pending[] = []
    for (const [id, pending] of this.#inFlight) {
      if (id > lastBegun) unbegun.push(pending)
      else this.#options.listener.onSettled(pending, exited(pending, reason))
    }
    this.#inFlight.clear()
    return unbegun
  }
}
