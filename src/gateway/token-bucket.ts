/** What a connection may send: `rate` a second on average, `burst` at once. */
export interface Rate {
  readonly rate: number
  readonly burst: number
  /** So many refused without a rest are abuse. The default is twice the burst. */
  readonly abuse?: number
}

/**
 * Lets `burst` through at once and `rate` a second after that. Who is refused again and again without a pause long
 * enough for the burst to come back is abusing the connection.
 */
export class TokenBucket {
  readonly #rate: Rate
  #tokens: number
  #refilledAt: number
  #refused = 0

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#refilledAt = now
  }

  /** `now` in milliseconds. `abuse` when too many have been refused since the bucket was last full. */
  take(now: number): 'taken' | 'refused' | 'abuse' {
    this.#refill(now)
    if (this.#tokens >= 1) {
      this.#tokens -= 1
      return 'taken'
    }
    this.#refused += 1
    return this.#refused > (this.#rate.abuse ?? 2 * this.#rate.burst) ? 'abuse' : 'refused'
  }

  /** How many milliseconds until there is a token again. */
  untilNext(): number {
    return Math.max(1, Math.ceil(((1 - this.#tokens) * 1_000) / this.#rate.rate))
  }

  /** Count something as so many more. There may be fewer than none left. */
  charge(tokens: number): void {
    this.#tokens -= tokens
  }

  #refill(now: number): void {
    if (now <= this.#refilledAt) return
    const tokens = this.#tokens + ((now - this.#refilledAt) * this.#rate.rate) / 1_000
    this.#refilledAt = now
    if (tokens < this.#rate.burst) {
      this.#tokens = tokens
      return
    }
    this.#tokens = this.#rate.burst
    this.#refused = 0
  }
}
