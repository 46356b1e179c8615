import { failureOf, type HubFailure } from './failure.ts'
import type { Channel, ChannelState, Message } from './types.ts'

export interface ChannelView<T> {
  /** Oldest first. */
  readonly messages: readonly Message<T>[]
  readonly state: ChannelState
  /** Why it could not be joined, or its history not be read. */
  readonly failure: HubFailure | undefined
  /** Whether there may be messages before the first. */
  readonly hasOlder: boolean
}

const maxMessages = 1_000
const pageSize = 50

/** How many logs hold a channel. The last one leaves it. */
const holders = new WeakMap<object, number>()

/** What was said in a channel, as something to show. */
export class ChannelLog<T> {
  readonly channel: Channel<T>
  readonly #listeners = new Set<() => void>()
  #view: ChannelView<T>

  constructor(channel: Channel<T>) {
    this.channel = channel
    this.#view = { messages: [], state: channel.state, failure: undefined, hasOlder: false }
  }

  /** A component that has been taken away and put back at once stays in. */
  open(): () => void {
    const { channel } = this
    holders.set(channel, (holders.get(channel) ?? 0) + 1)
    const ends = [
      channel.on('message', (message) => this.#add([message])),
      channel.on('state', ({ state, failure }) => {
        this.#set({ state, failure })
        if (state === 'joined' && this.#view.messages.length === 0) void this.#begin()
      }),
    ]
    void this.#join()
    return () => {
      for (const end of ends) end()
      setTimeout(() => release(channel))
    }
  }

  readonly on = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  readonly view = (): ChannelView<T> => this.#view

  async loadOlder(): Promise<void> {
    const first = this.#view.messages.find(({ offset }) => offset !== undefined)?.offset
    const before = first === undefined ? {} : { before: first }
    const { events, more } = await this.channel.history({ ...before, limit: pageSize })
    this.#set({ hasOlder: more })
    this.#add(events, true)
  }

  async #join(): Promise<void> {
    const isIn = this.channel.state === 'joined'
    try {
      await this.channel.join()
      // Another component has joined it before, so that nothing is told of it.
      if (isIn) await this.#begin()
    } catch (error) {
      this.#set({ state: this.channel.state, failure: failureOf(error, 'internal') })
    }
  }

  async #begin(): Promise<void> {
    this.#set({ state: this.channel.state })
    if (this.channel.position === undefined) return
    try {
      await this.loadOlder()
    } catch (error) {
      this.#set({ hasOlder: false, failure: failureOf(error, 'internal') })
    }
  }

  #add(messages: readonly Message<T>[], areOlder = false): void {
    const known = new Set(this.#view.messages.map(({ mid }) => mid))
    const fresh = messages.filter(({ mid }) => !known.has(mid))
    if (fresh.length === 0) return
    const all = areOlder ? [...fresh, ...this.#view.messages] : [...this.#view.messages, ...fresh]
    // Who reads on backwards does not want to lose what was just loaded.
    this.#set({ messages: areOlder ? all : all.slice(-Math.max(maxMessages, this.#view.messages.length)) })
  }

  #set(changes: Partial<ChannelView<T>>): void {
    this.#view = { ...this.#view, ...changes }
    for (const listener of this.#listeners) listener()
  }
}

function release(channel: Channel<never> | Channel): void {
  const left = (holders.get(channel) ?? 1) - 1
  holders.set(channel, left)
  if (left === 0) void channel.leave()
}
