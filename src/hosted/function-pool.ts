import type { Invoked } from '../core/index.ts'
import type { Environment } from './environment.ts'
import { Fleet, type Started } from './fleet.ts'
import type { FunctionOutput } from './function-output.ts'
import { hasRoom, wantsAnother } from './growth.ts'
import { longMs } from './pace.ts'
import { failure, type Pending, timedOut } from './pending.ts'
import type { StartOptions } from './runtime-process.ts'
import { askToShare, share } from './sharing.ts'
import { StartFailures } from './start-failures.ts'
import { upkeep } from './upkeep.ts'
import { Waiting } from './waiting.ts'
import type { Problem } from './wire.ts'

export interface FunctionPoolOptions extends StartOptions {
  readonly maxEnvironments: number
  readonly output: FunctionOutput
  readonly onSettled: (pending: Pending, invoked: Invoked) => void
  readonly onEvent: (event: PoolEvent) => void
}

/** What happened to an environment that somebody should know. */
export type PoolEvent =
  | { readonly kind: 'not-started'; readonly problem: Problem }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly mb: number }
  | { readonly kind: 'shared' }

const mostAttempts = 2
/** So many are given ahead before another process is woken up: that costs more than they do. */
const fewAhead = 3
const mostKilled = 3

/**
 * The environments of one function. One that is free is reused, the last one first, so that those not needed come to
 * rest and end. An invocation that finds none free waits, and soon there is another environment, up to
 * `maxEnvironments`. When all of those are busy and one has waited for 100 ms, it shares an environment whose event
 * loop turns, up to 256 in each. Lambda would not do that; here a handler that waits for a second must not keep a
 * thousand others waiting. A handler that must be alone in its process needs `maxEnvironments` as high as its load.
 */
export class FunctionPool {
  readonly #options: FunctionPoolOptions
  readonly #fleet: Fleet
  readonly #waiting = new Waiting()
  readonly #failures = new StartFailures()
  #waitingSince = 0
  /** Starts in a row that somebody has killed. */
  #killed = 0
  #cancelTick: (() => void) | undefined
  #isStopped = false

  constructor(options: FunctionPoolOptions) {
    this.#options = options
    const { output, onSettled, onEvent } = options
    this.#fleet = new Fleet({
      ...options,
      listener: {
        onSettled,
        onFree: (environment) => this.#onFree(environment),
        onHere: (environment) => share(environment, this.#waiting, this.#fleet.members.size),
        onOutput: (kind, text, requestId) => output.read(kind, text, requestId),
        onNotStarted: (problem) => this.#onNotStarted(problem),
        onLost: (reason) => onEvent({ kind: 'lost', reason }),
        onUnbegun: (pending) => this.#retry(pending),
      },
    })
  }

  get environments(): number {
    return this.#fleet.size
  }

  get waiting(): number {
    return this.#waiting.size
  }

  invoke(pending: Pending): void {
    const isFirst = this.#waiting.size === 0
    if (isFirst && this.#giveAhead(pending, fewAhead)) return
    const free = this.#fleet.take()
    if (free !== undefined) free.run(pending)
    else if (!isFirst || !this.#giveAhead(pending)) this.#wait(pending)
  }

  /** Have at least one environment. */
  async warm(): Started {
    return this.#isStopped || this.#fleet.members.size > 0 ? undefined : this.#fleet.start()
  }

  /** Resolves when what comes next is for the code as it is now. */
  async reload(): Started {
    return this.#isStopped ? undefined : this.#fleet.reload()
  }

  upkeep(now: number): void {
    const { spec, output, onEvent } = this.#options
    upkeep(this.#fleet, spec.memoryMb, now, (mb) => onEvent({ kind: 'too-large', mb }))
    output.tellDropped()
  }

  /** End all processes, and fail what is left. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelTick?.()
    this.#failWaiting(['Runtime.ExitError', 'The server has stopped'])
    await this.#fleet.stop()
    this.#options.output.tellDropped(true)
  }

  #wait(pending: Pending): void {
    const wasEmpty = this.#waiting.size === 0
    const problem = this.#fleet.members.size === 0 ? this.#failures.at(pending.arrivedAt) : undefined
    if (problem !== undefined) {
      this.#options.onSettled(pending, failure(...problem))
    } else if (this.#waiting.push(pending)) {
      if (wasEmpty) this.#waitingSince = pending.arrivedAt
      this.#startFirst()
      this.#tickLater()
    } else {
      this.#options.onSettled(pending, failure('TooManyRequestsException', 'Rate Exceeded.'))
    }
  }

  #onFree(environment: Environment): void {
    this.#failures.clear()
    this.#killed = 0
    if (environment.inFlight === 0) {
      const next = this.#waiting.shift()
      if (next === undefined) {
        this.#fleet.rest(environment)
        return
      }
      environment.run(next)
    }
    for (let next = this.#waiting.first(); next !== undefined; next = this.#waiting.first()) {
      if (!environment.takesAhead(next)) return
      this.#waiting.shift()
      environment.runAhead(next)
    }
  }

  /** Whether there is an environment that will have time for it in a moment. */
  #giveAhead(pending: Pending, below = Number.POSITIVE_INFINITY): boolean {
    let least: Environment | undefined
    for (const member of this.#fleet.members) {
      if (
        member.ahead < below &&
        member.takesAhead(pending) &&
        (least === undefined || member.ahead < least.ahead)
      )
        least = member
    }
    if (least === undefined) return false
    least.runAhead(pending)
    this.#tickLater()
    return true
  }

  #onNotStarted(problem: Problem): void {
    // Somebody has killed it, which says nothing of its code; but it may be that it is killed each time.
    if (isKilled(problem) && this.#killed < mostKilled) {
      this.#killed += 1
      this.#startFirst()
      return
    }
    this.#failures.add(problem, this.#options.clock.now())
    this.#options.onEvent({ kind: 'not-started', problem })
    if (this.#fleet.members.size === 0 && !this.#fleet.isReloading) this.#failWaiting(problem)
  }

  #retry(unbegun: readonly Pending[]): void {
    for (const pending of unbegun.toReversed()) {
      if (pending.attempts < mostAttempts && !this.#isStopped) this.#waiting.putBack(pending)
      else
        this.#options.onSettled(
          pending,
          failure(
            'Runtime.ExitError',
            `RequestId: ${pending.requestId} Error: Runtime exited before it began`,
          ),
        )
    }
    this.#startFirst()
    this.#tickLater()
  }

  #failWaiting(problem: Problem): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#options.onSettled(next, failure(...problem))
    }
  }

  #startFirst(): void {
    const { members, leaving, isReloading } = this.#fleet
    if (members.size > 0 || isReloading || this.#isStopped) return
    if (leaving.size < 2 * this.#options.maxEnvironments) void this.#fleet.start()
  }

  #tickLater(): void {
    if (this.#isStopped) return
    const { clock } = this.#options
    const due = clock.now() + longMs
    this.#cancelTick ??= clock.after(longMs, () => {
      this.#cancelTick = undefined
      const now = clock.now()
      // Late itself, the server has answers to read yet: who waits may wait for the server, not for a function.
      if (now - due < longMs) this.#relieve(now)
      if (this.#takeBack(now) || this.#waiting.size > 0) this.#tickLater()
    })
  }

  /** Nobody waits for an environment that is at something long. Answers whether anything was given ahead. */
  #takeBack(now: number): boolean {
    let isAny = false
    for (const member of this.#fleet.members) {
      if (member.ahead === 0) continue
      isAny = true
      if (member.busyFor(now) >= longMs) member.takeBack()
    }
    return isAny
  }

  /** Do something for those that wait. */
  #relieve(now: number): void {
    this.#failOverdue(now)
    const first = this.#waiting.first()
    if (first === undefined) return
    const { starting } = this.#fleet
    const waitedMs = now - first.arrivedAt
    const canStart =
      hasRoom(this.#fleet, this.#options.maxEnvironments) && this.#failures.at(now) === undefined
    if (!canStart && starting === 0)
      askToShare([...this.#fleet.members], waitedMs, () => this.#options.onEvent({ kind: 'shared' }))
    const wait = { waitedMs, queuedMs: now - this.#waitingSince, waiting: this.#waiting.size }
    if (canStart && wantsAnother(this.#fleet, wait, now)) void this.#fleet.start()
  }

  /** One that waited longer than it may run has failed, unless nothing could have run it yet. */
  #failOverdue(now: number): void {
    const { timeoutMs } = this.#options.spec
    if (this.#fleet.members.size === this.#fleet.starting) return
    for (let first = this.#waiting.first(); first !== undefined; first = this.#waiting.first()) {
      if (now - first.arrivedAt < timeoutMs) return
      this.#waiting.shift()
      this.#options.onSettled(first, timedOut(first.requestId, timeoutMs))
    }
  }
}

const isKilled = ([, message]: Problem): boolean => message.includes('signal: killed')
