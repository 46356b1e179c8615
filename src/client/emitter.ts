/** Runs what it is given one after the other, never in the middle of the caller. */
export type Post = (task: () => void) => void

/** `failed` gets what a task has thrown; the tasks behind it run all the same. */
export function poster(failed: (error: unknown) => void): Post {
  let waiting: (() => void)[] = []
  const run = (): void => {
    // With what is put behind it meanwhile.
    for (const task of waiting) {
      try {
        task()
      } catch (error) {
        failed(error)
      }
    }
    waiting = []
  }
  return (task) => {
    if (waiting.push(task) === 1) queueMicrotask(run)
  }
}

export class Emitter<Events> {
  readonly #post: Post
  readonly #listeners: { [Name in keyof Events]?: Set<(value: Events[Name]) => void> } = {}

  constructor(post: Post) {
    this.#post = post
  }

  /** The same listener twice is heard once. */
  readonly on = <Name extends keyof Events>(
    name: Name,
    listener: (value: Events[Name]) => void,
  ): (() => void) => {
    const listeners = this.#listeners[name] ?? new Set()
    this.#listeners[name] = listeners
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }

  isHeard(name: keyof Events): boolean {
    return !!this.#listeners[name]?.size
  }

  /** For those who listen when its turn comes. */
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    this.#post(() => {
      // One task each, so that one that throws hurts no other.
      for (const listener of this.#listeners[name] ?? []) this.#post(() => listener(value))
    })
  }
}
