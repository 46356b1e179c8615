/** What goes to one key: all of it to the same place, unless nothing is under way. */
interface Lane<Place> {
  place: Place | undefined
  underWay: number
  readonly held: (() => void)[]
}

/**
 * Work on keys that change their places, one after the other for each key as far as order asks for it: what goes to the same
 * place as what is under way goes at once, and what goes to another one waits until that has ended. It may have to be done
 * once more where the key is now, and must not be overtaken then.
 */
export class Lanes<Place> {
  readonly #placeOf: (key: string) => Place
  readonly #lanes = new Map<string, Lane<Place>>()

  /** What `placeOf` throws is what the work fails with. */
  constructor(placeOf: (key: string) => Place) {
    this.#placeOf = placeOf
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(key) ?? { place: undefined, underWay: 0, held: [] }
    this.#lanes.set(key, lane)
    const isOnItsWay = lane.underWay > 0 && lane.place !== this.#placeOf(key)
    if (isOnItsWay || lane.held.length > 0) {
      await new Promise<void>((resolve) => {
        lane.held.push(resolve)
      })
    } else {
      lane.underWay += 1
    }
    try {
      lane.place = this.#placeOf(key)
      return await work()
    } finally {
      lane.underWay -= 1
      this.#goOn(key, lane)
    }
  }

  /** All that was held goes in its order. It counts as under way at once, so that nobody who comes now is ahead of it. */
  #goOn(key: string, lane: Lane<Place>): void {
    if (lane.underWay > 0) return
    const released = lane.held.splice(0)
    lane.underWay = released.length
    lane.place = undefined
    if (released.length === 0) this.#lanes.delete(key)
    for (const release of released) release()
  }
}
