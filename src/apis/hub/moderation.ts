import type { Clock, Later, Log } from '../../core/index.ts'
import type { HubUser } from '../../protocol/index.ts'
import { HubFailure } from './hub-failure.ts'

/** What somebody is about to say. */
export interface ToBeSaid {
  /** Not there for what is said to one user alone. */
  readonly channel?: string
  readonly user: HubUser
  readonly data: unknown
}

export type Judgement =
  | { readonly pass: true }
  /** Say this instead. */
  | { readonly replace: unknown }
  /** Why it is not said, for the client. */
  | { readonly reject: string }

/** Looks at what is about to be said. It may take a while, and may fail. */
export type Moderator = (said: ToBeSaid) => Later<Judgement>

export interface Moderation {
  readonly moderator: Moderator
  /** Milliseconds. One that takes longer has failed. */
  readonly budgetMs: number
  /** Whether something is said that no moderator could look at. */
  readonly onFailure: 'open' | 'closed'
}

/** For who wants to say what no moderator could look at. */
export const unchecked = (): HubFailure =>
  new HubFailure('unavailable', 'What you say cannot be checked just now: try again in a while', {
    retryAfterMs: 1_000,
  })

const passed: Judgement = { pass: true }
const failed = { unavailable: true } as const

/**
 * Ask a moderator, and answer without one that fails or takes too long: `unavailable` if nothing is said then. Never throws or
 * rejects.
 */
export function judged(
  { moderator, budgetMs, onFailure }: Moderation,
  said: ToBeSaid,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Later<Judgement | typeof failed> {
  const fail = (error: unknown): Judgement | typeof failed => {
    log.warn({ channel: said.channel, err: error }, 'a moderator failed')
    return onFailure === 'open' ? passed : failed
  }
  try {
    const judging = moderator(said)
    if (!(judging instanceof Promise)) return judging
    return new Promise((resolve) => {
      const stop = clock.after(budgetMs, () => resolve(fail(new Error(`it took more than ${budgetMs} ms`))))
      judging.then(
        (judgement) => {
          stop()
          resolve(judgement)
        },
        (error: unknown) => {
          stop()
          resolve(fail(error))
        },
      )
    })
  } catch (error) {
    return fail(error)
  }
}
