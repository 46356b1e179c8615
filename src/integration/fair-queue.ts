export interface Queued {
  /** Who waits. */
  readonly owner: string
  readonly size: number
}

export interface FairQueueLimits {
  /** How many one owner may have waiting. */
  readonly mostOfOwner: number
  /** The sizes of all that waits. */
  readonly mostSize: number
}

/** A queue in which all owners have their turns one after the other, however many each has waiting. */
export class FairQueue<T extends Queued> {
  readonly #limits: FairQueueLimits
  // In the order of their turns.
  readonly #owners = new Map<string, { readonly items: T[]; size: number }>()
  #size = 0

  constructor(limits: FairQueueLimits) {
    this.#limits = limits
  }

  /**
   * Put one at the end of its owner's. Returns those for which there is no room: this one, if its owner has as many as
   * it may; else the latest of whoever takes most of the room, who makes way for the others.
   */
  push(item: T): readonly T[] {
    const { mostOfOwner, mostSize } = this.#limits
    const own = this.#owners.get(item.owner) ?? { items: [], size: 0 }
    if (own.items.length >= mostOfOwner) return [item]
    own.items.push(item)
    own.size += item.size
    this.#size += item.size
    this.#owners.set(item.owner, own)
    const dropped: T[] = []
    while (this.#size > mostSize) dropped.push(...this.#take(this.#greatest(item.owner), 'latest'))
    return dropped
  }

  /** The next in turn. */
  shift(): T | undefined {
    const [owner] = this.#owners.keys()
    if (owner === undefined) return undefined
    const [item] = this.#take(owner, 'oldest')
    const left = this.#owners.get(owner)
    if (left !== undefined) {
      this.#owners.delete(owner)
      this.#owners.set(owner, left)
    }
    return item
  }

  #take(owner: string, which: 'oldest' | 'latest'): T[] {
    const own = this.#owners.get(owner)
    const item = which === 'oldest' ? own?.items.shift() : own?.items.pop()
    if (own === undefined || item === undefined) return []
    own.size -= item.size
    this.#size -= item.size
    if (own.items.length === 0) this.#owners.delete(owner)
    return [item]
  }

  #greatest(newcomer: string): string {
    let [greatest, most] = [newcomer, this.#owners.get(newcomer)?.size ?? 0]
    for (const [owner, { size }] of this.#owners) {
      if (size > most) [greatest, most] = [owner, size]
    }
    return greatest
  }
}
