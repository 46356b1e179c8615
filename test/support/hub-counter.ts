import { setTimeout as pause } from 'node:timers/promises'
import { type Frame, Gone, HubLine } from './hub-line.ts'

export interface Place {
  readonly epoch: string
  readonly offset: number
}

/** Something that was said, and where it was. */
export interface Counted extends Place {
  readonly text: string
}

/** Who goes on at one of these (`ws://…/hub`), never at the one that has just been lost if there is another. */
export interface Somebody {
  readonly urls: () => readonly string[]
  readonly token: string
  readonly channel: string
}

const againMs = 20

async function another({ urls }: Somebody, lost: string | undefined): Promise<string> {
  for (;;) {
    const all = urls()
    const url = all.find((each) => each !== lost) ?? all[0]
    if (url !== undefined) return url
    await pause(againMs)
  }
}

const placeOf = ({ epoch, offset }: Frame): Place => ({ epoch: String(epoch), offset: Number(offset) })
const shown = ({ epoch, offset }: Place): string => `${epoch}:${offset}`

/** A member of a channel who comes back with what it has seen last, by `join` and by `hello` in turn, and counts. */
export class Listener {
  readonly heard: Counted[] = []
  /** What the server has done against its promise, as sentences. */
  readonly faults: string[] = []
  /** From where to where it was told that it cannot be sent what it missed. */
  readonly gaps: { readonly from: Place; readonly to: Place }[] = []
  /** How many times it came back and was sent all that it had missed. */
  recovered = 0
  #last: Place | undefined
  #state: 'away' | 'asked' | 'missing' | 'live' = 'away'
  #line: HubLine | undefined
  #farewell: Frame | undefined
  #isOver = false
  readonly #who: Somebody
  readonly #work: Promise<void>

  constructor(who: Somebody) {
    this.#who = who
    this.#work = this.#stay()
  }

  isAt(place: Place): boolean {
    return this.#state === 'live' && this.#last !== undefined && shown(this.#last) === shown(place)
  }

  isLive(): boolean {
    return this.#state === 'live'
  }

  cut(): void {
    this.#line?.cut()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    this.cut()
    await this.#work
  }

  async #stay(): Promise<void> {
    for (let count = 0; !this.#isOver; count += 1) {
      const url = await another(this.#who, this.#line?.url)
      const line = new HubLine(url, this.#who.token, (frame) => this.#take(frame))
      this.#line = line
      this.#farewell = undefined
      await line.opened().then(
        () => this.#ask(line, count),
        () => pause(againMs),
      )
      const code = await line.closed
      if (code >= 4_000 && this.#farewell === undefined) this.faults.push(`${code} came without a goodbye`)
      this.#state = 'away'
    }
  }

  #ask(line: HubLine, count: number): void {
    const { channel } = this.#who
    const since = this.#last
    this.#state = 'asked'
    const asking =
      since !== undefined && count % 2 === 0
        ? line.ask('hello', { resume: { [channel]: since } })
        : line.ask('join', { channel, ...(since && { since }) })
    // It has been looked at in its place among the other frames.
    asking.catch(() => line.cut())
  }

  #take(frame: Frame): void {
    if (frame.type === 'reply') this.#replied(frame)
    else if (frame.event === 'goodbye') this.#farewell = frame
    else if (frame.event === 'message') this.#came(placeOf(frame), String(Object(frame.data).text))
    else if (frame.event === 'caught_up') this.#caughtUp(placeOf(frame))
  }

  #replied({ ok, data, error }: Frame): void {
    if (ok !== true) {
      if (Object(error).retryable !== true) this.faults.push(`refused: ${JSON.stringify(error)}`)
      this.cut()
      return
    }
    const joined: Frame = Object(data).resumed?.[this.#who.channel] ?? data
    const [before, now] = [this.#last, placeOf(joined)]
    this.#state = 'missing'
    if (joined.recovered === true && before !== undefined) {
      this.recovered += 1
      if (joined.count !== now.offset - before.offset || now.epoch !== before.epoch) {
        this.faults.push(`${String(joined.count)} events from ${shown(before)} to ${shown(now)}`)
      }
      return
    }
    if (before !== undefined) this.gaps.push({ from: before, to: now })
    this.#last = now
  }

  #came(place: Place, text: string): void {
    const last = this.#last
    if (this.#state === 'asked' || last === undefined)
      this.faults.push(`${shown(place)} came before the reply`)
    else if (place.epoch !== last.epoch || place.offset !== last.offset + 1) {
      this.faults.push(`${shown(place)} came after ${shown(last)}`)
    }
    this.#last = place
    this.heard.push({ ...place, text })
  }

  #caughtUp(place: Place): void {
    const last = this.#last
    if (this.#state !== 'missing' || last === undefined || shown(last) !== shown(place)) {
      this.faults.push(`caught up at ${shown(place)}, with ${last && shown(last)} seen`)
    }
    this.#state = 'live'
  }
}

/** Says one thing after another, each again and again, with its key and a new id, until it is acknowledged. */
export class Speaker {
  readonly acked: Counted[] = []
  /** How many were acknowledged as having been said before. */
  duplicates = 0
  #line: HubLine | undefined
  #isOver = false
  readonly #name: string
  readonly #who: Somebody
  readonly #work: Promise<void>

  constructor(name: string, who: Somebody) {
    this.#name = name
    this.#who = who
    this.#work = this.#speak()
  }

  async stop(): Promise<readonly Counted[]> {
    this.#isOver = true
    await this.#work
    this.#line?.cut()
    return this.acked
  }

  async #speak(): Promise<void> {
    for (let count = 0; !this.#isOver; count += 1) {
      const text = `${this.#name}${count}`
      const first = await this.#say(text)
      this.acked.push({ ...placeOf(first), text })
      if (first.duplicate === true) this.duplicates += 1
    }
  }

  async #say(text: string): Promise<Frame> {
    const { channel } = this.#who
    for (;;) {
      try {
        this.#line ??= await this.#open(undefined)
        const { ok, data, error } = await this.#line.ask('publish', { channel, key: text, data: { text } })
        if (ok === true) return Object(data)
        if (Object(error).retryable !== true) throw new Error(JSON.stringify(error))
      } catch (error) {
        if (!(error instanceof Gone)) throw error
        const lost = this.#line?.url
        this.#line = await this.#open(lost).catch(() => undefined)
      }
      await pause(againMs)
    }
  }

  async #open(lost: string | undefined): Promise<HubLine> {
    return new HubLine(await another(this.#who, lost), this.#who.token).opened()
  }
}
