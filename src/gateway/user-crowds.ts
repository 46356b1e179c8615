/** How many connections each user has here, where that is limited. */
export class UserCrowds {
  readonly #most: number
  readonly #numbers = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** `false` if the user has too many with this one. */
  enter(userId: string): boolean {
    const number = (this.#numbers.get(userId) ?? 0) + 1
    this.#numbers.set(userId, number)
    return number <= this.#most
  }

  leave(userId: string): void {
    const number = (this.#numbers.get(userId) ?? 0) - 1
    if (number > 0) this.#numbers.set(userId, number)
    else this.#numbers.delete(userId)
  }
}
