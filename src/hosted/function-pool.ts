import { availableParallelism } from 'node:os'
import type { Invoked } from '../core/index.ts'
import type { Environment } from './environment.ts'
import { Fleet, type Started } from './fleet.ts'
import type { FunctionOutput } from './function-output.ts'
import { failure, type Pending, timedOut } from './pending.ts'
import type { StartOptions } from './runtime-process.ts'
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

const tickMs = 10
/** Milliseconds that an invocation waits until one is shared, when none is yet. */
const sharingMs = 100
const mostStarting = 2
/** Milliseconds after which one gets another environment, unless all there are answer within the millisecond. */
const longWaitMs = 50
/** With one environment, server and function take turns; with two, each always has something to do, if there are processors. */
const fewEnvironments = Math.min(2, availableParallelism())
const mostShared = 256
const sharedAtOnce = 32
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
        onHere: (environment) => this.#share(environment),
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
    if (this.#giveAhead(pending, fewAhead)) return
    const free = this.#fleet.take()
    if (free !== undefined) free.run(pending)
    else if (this.#waiting.size > 0 || !this.#giveAhead(pending)) this.#wait(pending)
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
    const due = clock.now() + tickMs
    this.#cancelTick ??= clock.after(tickMs, () => {
      this.#cancelTick = undefined
      const now = clock.now()
      // Late itself, the server has answers to read yet: who waits may wait for the server, not for a function.
      if (now - due < tickMs) this.#relieve(now)
      if (this.#takeBack(now) || this.#waiting.size > 0) this.#tickLater()
    })
  }

  /** Nobody waits for an environment that is at something long. Answers whether anything was given ahead. */
  #takeBack(now: number): boolean {
    let isAny = false
    for (const member of this.#fleet.members) {
      if (member.ahead === 0) continue
      isAny = true
      if (member.busyFor(now) >= tickMs) member.takeBack()
    }
    return isAny
  }

  /** Do something for those that wait. */
  #relieve(now: number): void {
    this.#failOverdue(now)
    const first = this.#waiting.first()
    if (first === undefined) return
    const { members, leaving, starting } = this.#fleet
    const { maxEnvironments } = this.#options
    // Those that are to end take memory too, as long as they are at something.
    const hasRoom = members.size < maxEnvironments && members.size + leaving.size < 2 * maxEnvironments
    const canStart = hasRoom && this.#failures.at(now) === undefined
    if (!canStart && starting === 0) this.#askToShare(now - first.arrivedAt)
    // The first one shows whether the code loads at all.
    const atOnce = members.size === starting ? 1 : mostStarting
    const isWanted = starting < Math.min(atOnce, this.#waiting.size)
    if (canStart && isWanted && this.#isSlow(now - first.arrivedAt, now)) void this.#fleet.start()
  }

  /**
   * Whether another environment would help. Functions that answer within a few milliseconds are waited for: when they
   * do not keep up, it is the processor that is short.
   */
  #isSlow(waitedMs: number, now: number): boolean {
    const { members } = this.#fleet
    if (members.size < fewEnvironments) return now - this.#waitingSince >= tickMs
    const all = [...members]
    if (waitedMs >= longWaitMs && !all.every(({ isQuick }) => isQuick)) return true
    const isLong = (member: Environment): boolean =>
      member.isStarting || member.busyFor(now) >= (member.isQuick ? longWaitMs : tickMs)
    return waitedMs >= tickMs && all.every(isLong)
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

  #askToShare(waitedMs: number): void {
    const members = [...this.#fleet.members]
    const isShared = members.some(({ inFlight }) => inFlight > 1)
    if (!isShared && waitedMs < sharingMs) return
    if (!isShared) this.#options.onEvent({ kind: 'shared' })
    for (const member of members) if (member.inFlight < mostShared) member.ping()
  }

  /** It has said that its event loop turns. Its share is what makes all equally full. */
  #share(environment: Environment): void {
    if (!environment.isServing) return
    const evenly = Math.ceil(this.#waiting.size / this.#fleet.members.size)
    const room = Math.min(sharedAtOnce, evenly, mostShared - environment.inFlight)
    for (let given = 0; given < room; given++) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      environment.run(next)
    }
  }
}

const isKilled = ([, message]: Problem): boolean => message.includes('signal: killed')
