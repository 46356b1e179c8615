import type { Pending } from './pending.ts'

type Entry = readonly [id: number, pending: Pending]

/** What an environment has been given and has not answered, in the order in which it was given. */
export class InFlight {
  readonly #pending = new Map<number, Pending>()
  #ahead = 0
  #lastId = 0

  get size(): number {
    return this.#pending.size
  }

  /** Those that begin when all before them have ended. */
  get ahead(): number {
    return this.#ahead
  }

  /** One that begins at once. Answers with its id. */
  add(pending: Pending, now: number, timeoutMs: number): number {
    pending.isAhead = false
    begin(pending, now, timeoutMs)
    return this.#enter(pending)
  }

  addAhead(pending: Pending): number {
    pending.isAhead = true
    pending.deadline = Number.POSITIVE_INFINITY
    this.#ahead += 1
    return this.#enter(pending)
  }

  first(): Pending | undefined {
    return this.#pending.values().next().value
  }

  get(id: number): Pending | undefined {
    return this.#pending.get(id)
  }

  remove(id: number): void {
    this.#pending.delete(id)
  }

  /** All before it have ended, so the first begins, if it has not. Answers whether it was that. */
  beginFirst(now: number, timeoutMs: number): boolean {
    const first = this.first()
    if (first === undefined || !isWaiting(first)) return false
    this.#ahead -= 1
    begin(first, now, timeoutMs)
    return true
  }

  /** Of the first that has begun, in milliseconds since 1970. Nearly always that is the first of all. */
  nextDeadline(): number | undefined {
    for (const pending of this.#pending.values()) if (!isWaiting(pending)) return pending.deadline
    return undefined
  }

  /** Those whose time is over are no longer there. */
  takeOverdue(now: number): readonly Pending[] {
    return this.#take([...this.#pending].filter(([, { deadline }]) => deadline <= now))
  }

  /** Those that wait for others to end are no longer there. */
  takeWaiting(): readonly Pending[] {
    return this.#take([...this.#pending].filter(([, pending]) => isWaiting(pending)))
  }

  /** The same of those of them that came after this one, even if it was thought that they had begun. */
  takeAheadAfter(id: number): readonly Pending[] {
    return this.#take([...this.#pending].filter(([each, { isAhead }]) => isAhead && each > id))
  }

  /** All are no longer there. `lastBegun`: none after it had begun. */
  takeAll(lastBegun: number): { readonly begun: readonly Pending[]; readonly unbegun: readonly Pending[] } {
    const isUnbegun = ([id, pending]: Entry): boolean => id > lastBegun || isWaiting(pending)
    const unbegun = this.#take([...this.#pending].filter(isUnbegun))
    return { unbegun, begun: this.#take([...this.#pending]) }
  }

  #enter(pending: Pending): number {
    this.#lastId += 1
    pending.attempts += 1
    pending.isCold = this.#lastId === 1
    this.#pending.set(this.#lastId, pending)
    return this.#lastId
  }

  #take(entries: readonly Entry[]): readonly Pending[] {
    for (const [id, pending] of entries) {
      this.#pending.delete(id)
      if (isWaiting(pending)) this.#ahead -= 1
    }
    return entries.map(([, pending]) => pending)
  }
}

function begin(pending: Pending, now: number, timeoutMs: number): void {
  pending.startedAt = now
  pending.deadline = now + timeoutMs
}

/** It was given ahead, and those before it have not ended. */
const isWaiting = ({ deadline }: Pending): boolean => deadline === Number.POSITIVE_INFINITY
