import { Emitter, type Post } from './emitter.ts'
import type { HubFailure } from './failure.ts'
import type { Link } from './link.ts'

/** Who of the program listens to which entities. */
export class Entities {
  readonly #subjects = new Map<string, Emitter<{ readonly data: unknown }>>()
  readonly #post: Post
  readonly #link: () => Link | undefined
  readonly #failed: (failure: HubFailure) => void

  constructor(post: Post, link: () => Link | undefined, failed: (failure: HubFailure) => void) {
    this.#post = post
    this.#link = link
    this.#failed = failed
  }

  readonly subscribe = (entity: string, listener: (data: unknown) => void): (() => void) => {
    const subject = this.#subjects.get(entity) ?? new Emitter(this.#post)
    if (!subject.isHeard('data')) void this.#tell('subscribe', entity)
    this.#subjects.set(entity, subject)
    // Wrapped, so that the same listener twice is two.
    const off = subject.on('data', (data) => listener(data))
    return () => {
      off()
      if (subject.isHeard('data') || this.#subjects.get(entity) !== subject) return
      this.#subjects.delete(entity)
      void this.#tell('unsubscribe', entity)
    }
  }

  /** Subscribe to all with this connection. */
  enter(): Promise<unknown> {
    return Promise.all([...this.#subjects.keys()].map((entity) => this.#tell('subscribe', entity)))
  }

  heard(entity: string, data: unknown): void {
    this.#subjects.get(entity)?.emit('data', data)
  }

  #tell(action: 'subscribe' | 'unsubscribe', entity: string): Promise<unknown> | undefined {
    return this.#link()?.ask(action, { entity }).catch(this.#failed)
  }
}
