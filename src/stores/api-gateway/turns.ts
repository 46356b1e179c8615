/** What is done for one name is done one after the other; what is done for different names is not. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  /** Do `work` when all that was asked for before it for `name` has ended, however it has. */
  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name)
    const mine = before === undefined ? work() : before.then(work)
    const ended: Promise<void> = mine.then(
      () => this.#leave(name, ended),
      () => this.#leave(name, ended),
    )
    this.#last.set(name, ended)
    return mine
  }

  #leave(name: string, ended: Promise<void>): void {
    if (this.#last.get(name) === ended) this.#last.delete(name)
  }
}
