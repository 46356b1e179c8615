import type { HubReplies, HubUser } from '../protocol/index.ts'
import { Emitter, type Post } from './emitter.ts'
import type { Heard } from './link.ts'
import type { Platform } from './platform.ts'
import type { ChannelPresence } from './types.ts'

/** Where the server tells counts only. */
const maxListed = 100
const settleMs = 1_000

/** Who is in a channel: from what the server says once, and then from what changes. */
export class Presence implements ChannelPresence {
  members: readonly HubUser[] = []
  count = 0
  readonly #users = new Map<string, HubUser>()
  readonly #emitter: Emitter<{ readonly change: undefined }>
  readonly #platform: Platform
  readonly #ask: () => Promise<HubReplies['presence']>
  /** What came while an answer is waited for, which may be older. */
  #since: Heard[] | undefined
  #isAllowed = false
  #cancel: (() => void) | undefined

  constructor(post: Post, platform: Platform, ask: () => Promise<HubReplies['presence']>) {
    this.#emitter = new Emitter(post)
    this.#platform = platform
    this.#ask = ask
  }

  on(listener: () => void): () => void {
    return this.#emitter.on('change', listener)
  }

  /** `count` is not there for who may not see presence. */
  start(members: readonly HubUser[] = [], count?: number): void {
    this.#isAllowed = count !== undefined
    this.#replace(members, count ?? 0)
  }

  /** Ask for nothing more. */
  rest(): void {
    this.#cancel?.()
  }

  heard(event: Heard): void {
    this.#since?.push(event)
    this.#apply(event)
  }

  /** Ask again, because something may have been missed. */
  async refresh(): Promise<void> {
    if (!this.#isAllowed || this.#since) return
    this.#since = []
    try {
      const { members, count } = await this.#ask()
      const since = this.#since
      this.#replace(members, count)
      for (const event of since) this.#apply(event)
    } catch {
      // Without an answer it stays as it was, until the next connection.
    }
    this.#since = undefined
  }

  #replace(members: readonly HubUser[], count: number): void {
    this.#users.clear()
    for (const user of members) this.#users.set(user.id, user)
    this.#changed(count)
  }

  #apply(event: Heard): void {
    if (event.event === 'left') this.#users.delete(event.user.id)
    else if (event.event === 'joined' || (event.event === 'renamed' && this.#users.has(event.user.id))) {
      this.#users.set(event.user.id, event.user)
    } else if (event.event !== 'count') return
    this.#changed('count' in event ? event.count : this.count)
  }

  #changed(count: number): void {
    this.count = count
    this.members = [...this.#users.values()]
    this.#emitter.emit('change', undefined)
    this.rest()
    // Joins and leaves are told again, and some were not.
    if (count <= maxListed && count !== this.#users.size) {
      this.#cancel = this.#platform.after(settleMs * (1 + this.#platform.random()), () => void this.refresh())
    }
  }
}
