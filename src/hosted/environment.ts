import type { Clock, FunctionSpec, Invoked } from '../core/index.ts'
import { exited, exitProblem, failed, problemIn, returned } from './answers.ts'
import { Deadline } from './deadline.ts'
import type { EnvironmentListener } from './environment-listener.ts'
import { InFlight } from './in-flight.ts'
import { Pace } from './pace.ts'
import { type Pending, timedOut } from './pending.ts'
import { type RuntimeProcess, startProcess } from './runtime-process.ts'
import type { SpawnOptions } from './spawn.ts'
import { TakeBack } from './take-back.ts'
import { ahead, areYouThere, type Problem, said } from './wire.ts'

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
  readonly #takeBack: TakeBack
  readonly #deadline: Deadline
  readonly #inFlight = new InFlight()
  #state: 'starting' | 'serving' | 'leaving' | 'ended' = 'starting'
  #wasReady = false
  #isEnding = false
  #lastBegun: number | undefined
  #problem: Problem | undefined
  #cancelTimer: (() => void) | undefined
  #isPinged = false
  readonly #pace = new Pace()
  #answers = 0

  constructor(options: EnvironmentOptions) {
    this.#options = options
    this.idleSince = options.clock.now()
    this.#process = startProcess(options, {
      onLine: (line) => this.#onLine(line),
      onRaw: (stream, line) => options.listener.onOutput(stream, line),
      onGone: (reason) => this.#onGone(reason),
    })
    this.#takeBack = new TakeBack(this.#process)
    this.#deadline = new Deadline(options.clock, this.#inFlight, () => this.#onDeadline())
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

  /** Whether it has answered within the clock's millisecond, time after time. */
  get isQuick(): boolean {
    return this.#pace.isQuick
  }

  /** How long it has been at its oldest invocation, in milliseconds: 0 if it is at none. */
  busyFor(now: number): number {
    return now - (this.#inFlight.first()?.startedAt ?? now)
  }

  /** The request that it is at, if it is at one only. */
  get soleRequestId(): string | undefined {
    return this.#inFlight.size === 1 ? this.#inFlight.first()?.requestId : undefined
  }

  run(pending: Pending): void {
    const { clock, spec } = this.#options
    const id = this.#inFlight.add(pending, clock.now(), spec.timeoutMs)
    this.#process.send(`${id} ${pending.requestId} ${pending.deadline} ${pending.event}\n`)
    this.#deadline.watch()
  }

  /** Whether it can be given one for when it has ended what it is at: only if that is a matter of a millisecond. */
  takesAhead({ event }: Pending): boolean {
    if (this.#state !== 'serving' || this.#takeBack.isUnderWay) return false
    return this.#pace.takesAhead(event, this.#inFlight, this.busyFor(this.#options.clock.now()))
  }

  get ahead(): number {
    return this.#inFlight.ahead
  }

  runAhead(pending: Pending): void {
    const id = this.#inFlight.addAhead(pending)
    this.#process.send(
      `${ahead}${id} ${pending.requestId} ${this.#options.spec.timeoutMs} ${pending.event}\n`,
    )
  }

  /** What it is at takes longer than expected: let others have what it was given ahead. */
  takeBack(): void {
    if (this.#takeBack.isUnderWay || this.#inFlight.ahead === 0) return
    this.#takeBack.begin(
      () => this.#answers,
      () => this.#giveBack(this.#inFlight.takeWaiting()),
    )
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
    else if (kind === said.takenBack) this.#onTakenBack(Number(text))
    else if (kind === said.exiting) this.#onExiting(Number(text))
    else if (kind === said.broken) this.#problem ??= problemIn(text)
    // Somebody else writes to our pipe: there is no telling what this means.
    else this.kill()
  }

  #onHere(): void {
    this.#isPinged = false
    this.#options.listener.onHere()
  }

  /** It may have answered one and not begun the next, of which that was expected. */
  #onTakenBack(lastBegun: number): void {
    this.#takeBack.end()
    this.#giveBack(this.#inFlight.takeAheadAfter(lastBegun))
    if (this.#inFlight.size === 0 && this.#state === 'serving') this.#options.listener.onFree()
  }

  #giveBack(unbegun: readonly Pending[]): void {
    // It was not the environment's fault.
    for (const pending of unbegun) pending.attempts -= 1
    if (unbegun.length > 0) this.#options.listener.onGivenBack(unbegun)
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
    this.#inFlight.remove(id)
    this.#answers += 1
    this.#pace.answered(this.#options.clock.now() - pending.startedAt)
    this.#beginNext()
    this.#options.listener.onSettled(pending, invoked)
    if (this.#state === 'serving') this.#options.listener.onFree()
    else this.#endIfDone()
  }

  /** The first of those that were given ahead begins when all before it have ended. */
  #beginNext(): void {
    const { clock, spec } = this.#options
    if (this.#inFlight.beginFirst(clock.now(), spec.timeoutMs)) this.#deadline.watch()
  }

  /**
   * Who is late has failed. If it was alone, the process ends with it, as on Lambda; others that share the process may
   * end first, unless its event loop stands still.
   */
  #onDeadline(): void {
    const { clock, spec, listener } = this.#options
    for (const pending of this.#inFlight.takeOverdue(clock.now())) {
      listener.onSettled(pending, timedOut(pending.requestId, spec.timeoutMs))
    }
    if (this.#inFlight.size === this.#inFlight.ahead) {
      this.kill()
      return
    }
    this.#leave()
    this.#isPinged = false
    this.ping()
    this.#cancelTimer = clock.after(answerLimitMs, () => {
      if (this.#isPinged) this.kill()
      else this.#deadline.watch()
    })
  }

  #onGone(reason: string): void {
    this.#cancelTimer?.()
    this.#deadline.cancel()
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

  /** All fail with the process, but for those that it never saw. */
  #settleAll(reason: string): readonly Pending[] {
    const { begun, unbegun } = this.#inFlight.takeAll(this.#lastBegun ?? Number.POSITIVE_INFINITY)
    for (const pending of begun) this.#options.listener.onSettled(pending, exited(pending, reason))
    return unbegun
  }
}
