import {
  after,
  type Clock,
  type Later,
  type Log,
  type Rates,
  type SharedRate,
  Unavailable,
} from '../core/index.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import type { MountOptions } from './mount-options.ts'
import type { MessageHandling } from './side-by-side.ts'

/** The rate of an API that has one for its users; where nobody keeps the buckets, there is none. */
export function userRatesOf(
  { limits: { user: rate }, path }: Pick<MountOptions, 'limits' | 'path'>,
  { rates, clock, log }: Pick<GatewayPorts, 'rates' | 'clock' | 'log'>,
): UserRates | undefined {
  return rate === undefined || rates === undefined
    ? undefined
    : new UserRates({ rates, rate, path, clock, log })
}

/** Messages of users who are within their rate are handled, and the others are told. */
export function withinRates(handling: MessageHandling, rates: UserRates | undefined): MessageHandling {
  if (rates === undefined) return handling
  return {
    ...handling,
    message: (connection, text, isBase64Encoded) =>
      after(rates.take(connection.context.user.id), (mayPass) =>
        mayPass
          ? handling.message(connection, text, isBase64Encoded)
          : handling.fault(connection, tooManyRequests, text),
      ),
  }
}

const tooManyRequests = { kind: 'too-many-requests' } as const

export interface UserRatesOptions {
  readonly rates: Rates
  readonly rate: SharedRate
  /** The path of the API: each has buckets of its own. */
  readonly path: string
  readonly clock: Clock
  readonly log: Log
}

/** What this node has taken out of a user's bucket, and not used yet. */
interface Credit {
  tokens: number
  asking: Promise<void> | undefined
  /** The bucket was empty; it is not asked again before. */
  emptyUntil: number
}

const maxUsers = 10_000
const mostAtOnce = 100
const shortestPauseMs = 10

/**
 * What all connections of a user may send together, on all nodes. Tokens are taken some at a time, so that most frames
 * need not wait for an answer. While the buckets are away, only the rate of each connection holds.
 */
export class UserRates {
  readonly #options: UserRatesOptions
  readonly #chunk: number
  readonly #credits = new Map<string, Credit>()

  constructor(options: UserRatesOptions) {
    this.#options = options
    this.#chunk = Math.min(mostAtOnce, Math.max(1, Math.floor(options.rate.burst / 20)))
  }

  /** Whether the user may send one more frame. */
  take(userId: string): Later<boolean> {
    const credit = this.#creditOf(userId)
    if (use(credit)) {
      if (credit.tokens < this.#chunk / 2) void this.#ask(userId, credit)
      return true
    }
    return after(this.#ask(userId, credit), () => use(credit))
  }

  /** Resolves when the bucket has answered, or cannot: then one frame passes. */
  #ask(userId: string, credit: Credit): Later<void> {
    const { clock, rates, rate, path, log } = this.#options
    if (credit.asking !== undefined) return credit.asking
    if (clock.now() < credit.emptyUntil) return
    const taking = rates.take(`${path}:${userId}`, this.#chunk, rate)
    if (!(taking instanceof Promise)) return this.#answered(credit, taking)
    credit.asking = taking
      .catch((error: unknown) => {
        if (!(error instanceof Unavailable))
          log.error({ err: error, path }, 'the rate of a user is not known')
        return 1
      })
      .then((tokens) => this.#answered(credit, tokens))
      .finally(() => {
        credit.asking = undefined
      })
    return credit.asking
  }

  #answered(credit: Credit, tokens: number): void {
    const { clock, rate } = this.#options
    credit.tokens += tokens
    if (tokens === 0) credit.emptyUntil = clock.now() + Math.max(shortestPauseMs, 1_000 / rate.perSecond)
  }

  /** The user that was seen first is forgotten first, with what was taken for them. */
  #creditOf(userId: string): Credit {
    const known = this.#credits.get(userId)
    if (known !== undefined) return known
    const credit: Credit = { tokens: 0, asking: undefined, emptyUntil: 0 }
    this.#credits.set(userId, credit)
    const [first] = this.#credits.keys()
    if (this.#credits.size > maxUsers && first !== undefined) this.#credits.delete(first)
    return credit
  }
}

function use(credit: Credit): boolean {
  if (credit.tokens < 1) return false
  credit.tokens -= 1
  return true
}
