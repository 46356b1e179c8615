import { Environment } from './environment.ts'
import type { Ending, EnvironmentListener, OutputKind } from './environment-listener.ts'
import type { Pending } from './pending.ts'
import type { StartOptions } from './runtime-process.ts'
import type { Problem } from './wire.ts'

export interface FleetOptions extends StartOptions {
  readonly listener: FleetListener
}

export interface FleetListener extends Pick<EnvironmentListener, 'onSettled'> {
  /** It has answered: it can be given another invocation, or be left to rest if it has none. */
  onFree(environment: Environment): void
  /** The event loop of a busy one turns. */
  onHere(environment: Environment): void
  onOutput(kind: OutputKind, text: string, requestId: string | undefined): void
  onNotStarted(problem: Problem): void
  /** It ended by itself between two invocations. */
  onLost(reason: string): void
  /** It never saw them: they can be given to another one. */
  onUnbegun(pending: readonly Pending[]): void
}

/** What became of a start: `undefined` if the environment serves, else what is wrong with the code. */
export type Started = Promise<Problem | undefined>

/** A start that was given up for a later one. */
type Outcome = Problem | 'ready' | 'given-up'

/** The processes of one function: which there are, which are at rest, and which of them run the code as it is now. */
export class Fleet {
  readonly #options: FleetOptions
  readonly #members = new Set<Environment>()
  readonly #leaving = new Set<Environment>()
  readonly #resting: Environment[] = []
  #candidate: Environment | undefined
  #reload: Started | undefined
  #onEmpty: (() => void) | undefined

  constructor(options: FleetOptions) {
    this.#options = options
  }

  /** All that get invocations, now or once they have started. */
  get members(): ReadonlySet<Environment> {
    return this.#members
  }

  /** Those that end as soon as they have answered. */
  get leaving(): ReadonlySet<Environment> {
    return this.#leaving
  }

  get isReloading(): boolean {
    return this.#candidate !== undefined
  }

  get starting(): number {
    let count = 0
    for (const member of this.#members) if (member.isStarting) count += 1
    return count
  }

  /** Processes of whatever kind. */
  get size(): number {
    return this.#members.size + this.#leaving.size + (this.#candidate === undefined ? 0 : 1)
  }

  /** The one that rests for the shortest time. */
  take(): Environment | undefined {
    return this.#resting.pop()
  }

  rest(environment: Environment): void {
    environment.idleSince = this.#options.clock.now()
    this.#resting.push(environment)
  }

  /** Those at rest since `moment` (ms) or longer. */
  restingSince(moment: number): readonly Environment[] {
    return this.#resting.filter(({ idleSince }) => idleSince <= moment)
  }

  /** One more. */
  start(): Started {
    return new Promise((resolve) => {
      const environment = this.#launch((outcome) => resolve(problemIn(outcome)))
      this.#members.add(environment)
    })
  }

  /**
   * Start one with the code as it is now. When it is ready, or cannot be, all others get nothing more. A later reload
   * takes the place of one that is under way, and both resolve with its outcome.
   */
  reload(): Started {
    const superseded = this.#candidate
    const reload: Started = new Promise((resolve) => {
      const candidate = this.#launch((outcome) => {
        if (candidate !== this.#candidate) return resolve(this.#reload)
        this.#candidate = undefined
        for (const member of this.#members) member.retire()
        if (outcome === 'ready') this.#members.add(candidate)
        resolve(problemIn(outcome))
      })
      this.#candidate = candidate
    })
    this.#reload = reload
    superseded?.kill()
    return reload
  }

  /** End all: those that run something at once, the others within a second. Resolves when the last one is gone. */
  stop(): Promise<void> {
    this.#candidate?.kill()
    for (const environment of [...this.#members, ...this.#leaving]) {
      if (environment.inFlight > 0) environment.kill()
      else environment.retire()
    }
    if (this.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onEmpty = resolve
    })
  }

  /** `onOutcome` is told once, before the environment gets anything to do. */
  #launch(onOutcome: (outcome: Outcome) => void): Environment {
    const { clock, spec, environment: variables, server, listener } = this.#options
    const environment: Environment = new Environment({
      clock,
      spec,
      environment: variables,
      ...(server !== undefined && { server }),
      listener: {
        onReady: () => {
          onOutcome('ready')
          if (environment.isServing) listener.onFree(environment)
        },
        onFree: () => listener.onFree(environment),
        onHere: () => listener.onHere(environment),
        onGivenBack: (unbegun) => listener.onUnbegun(unbegun),
        onSettled: (pending, invoked) => listener.onSettled(pending, invoked),
        onOutput: (kind, text) => listener.onOutput(kind, text, environment.soleRequestId),
        onLeaving: () => this.#onLeaving(environment),
        onEnded: (ending) => this.#onEnded(environment, ending, onOutcome),
      },
    })
    return environment
  }

  #onLeaving(environment: Environment): void {
    this.#members.delete(environment)
    this.#leaving.add(environment)
    const at = this.#resting.indexOf(environment)
    if (at !== -1) this.#resting.splice(at, 1)
  }

  #onEnded(environment: Environment, ending: Ending, onOutcome: (outcome: Outcome) => void): void {
    const { listener } = this.#options
    this.#leaving.delete(environment)
    if (!ending.wasReady) onOutcome(ending.problem ?? 'given-up')
    if (ending.problem !== undefined) listener.onNotStarted(ending.problem)
    if (ending.unexpected !== undefined) listener.onLost(ending.unexpected)
    if (ending.unbegun.length > 0) listener.onUnbegun(ending.unbegun)
    if (this.size === 0) this.#onEmpty?.()
  }
}

function problemIn(outcome: Outcome): Problem | undefined {
  return typeof outcome === 'string' ? undefined : outcome
}
