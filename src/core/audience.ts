import type { Outlet, Wire } from './outlet.ts'
import type { Topic } from './topic.ts'
import type { PatientGathering } from './turn.ts'

/** From so many members on, handing out costs much more than a turn that brings another frame to hand out with it. */
const worthWaiting = 64
const longestWait = 8

/** What has gone through the topics of an API on this node since the start. */
export interface FanOutCounts {
  /** Publishes that this node was asked for, whoever is in their topics. */
  publishes: number
  /** Frames that members were handed, each as often as there were members. */
  deliveries: number
}

/** How the work of a fan-out is counted. */
export interface Meter {
  readonly counts: FanOutCounts
  /** How many frames these bytes are. */
  readonly framesIn: (bytes: Uint8Array) => number
}

/** The members of one topic on this node, and the frames gathered for them. */
export class Audience implements PatientGathering {
  readonly topic: Topic
  /** Events of history among what was handed out. */
  recorded = 0
  readonly #wire: Wire
  readonly #meter: Meter
  readonly #members = new Set<Outlet>()
  #frames: Uint8Array[] = []
  /** For each gathered frame, the connectionId that gets no copy. Made when a first frame has one. */
  #excepts: (string | undefined)[] = []
  /** Members who came since the last flush, and how many frames had been gathered before them. */
  #latecomers = new Map<Outlet, number>()
  /** How many frames there were when it was last asked whether it waits, and how often it has waited for these. */
  #framesBefore = 0
  #waited = 0

  constructor(topic: Topic, wire: Wire, meter: Meter) {
    this.topic = topic
    this.#wire = wire
    this.#meter = meter
  }

  isEmpty(): boolean {
    return this.#members.size === 0
  }

  has(outlet: Outlet): boolean {
    return this.#members.has(outlet)
  }

  connectionIds(): string[] {
    return Array.from(this.#members, (member) => member.connectionId)
  }

  /** A new member gets what is published from here on. */
  add(outlet: Outlet): void {
    this.#members.add(outlet)
    if (this.#frames.length > 0) this.#latecomers.set(outlet, this.#frames.length)
  }

  /** Take a member out who is still there: what was gathered so far is handed over first. */
  release(outlet: Outlet): void {
    if (this.#frames.length > 0) this.#handOver(outlet)
    this.forget(outlet)
  }

  /** Take a member out who can receive nothing more. */
  forget(outlet: Outlet): void {
    this.#members.delete(outlet)
    this.#latecomers.delete(outlet)
  }

  /** `true` if this is the first frame since the last flush: it is the caller's to see that there is another. */
  gather(frame: Uint8Array, except: string | undefined): boolean {
    if (except !== undefined) this.#excepts[this.#frames.length] = except
    return this.#frames.push(frame) === 1
  }

  /**
   * A large audience waits while each turn brings more: a publisher whose frames come one by one would else have the
   * first handed out to all before the second is read. It waits for nobody who has nothing to say.
   */
  waits(): boolean {
    const hasGrown = this.#frames.length > this.#framesBefore
    this.#framesBefore = this.#frames.length
    if (!hasGrown || this.#members.size < worthWaiting || this.#waited === longestWait) return false
    this.#waited += 1
    return true
  }

  flush(): void {
    this.#framesBefore = 0
    this.#waited = 0
    const [first, second] = this.#frames
    if (first === undefined) return
    this.#meter.counts.deliveries += this.#number() * this.#members.size
    if (this.#latecomers.size > 0 || this.#excepts.length > 0) this.#flushWithExceptions()
    else {
      const shared = second === undefined ? first : this.#wire.concat(this.#frames)
      for (const member of this.#members) member.push(shared)
    }
    this.#frames = []
  }

  /** All share one buffer here too; who gets less of it gets views of it. */
  #flushWithExceptions(): void {
    const shared = this.#wire.concat(this.#frames)
    const offsets = runningSums(this.#frames, (frames) => frames.length)
    const numbers = runningSums(this.#frames, this.#meter.framesIn)
    const own = this.#ownFrames()
    for (const member of this.#members) {
      const from = this.#latecomers.get(member) ?? 0
      const omitted = own.get(member.connectionId)
      if (from === 0 && omitted === undefined) {
        member.push(shared)
        continue
      }
      pushParts(member, shared, offsets, from, omitted ?? [])
      this.#meter.counts.deliveries -= leftOut(numbers, from, omitted ?? [])
    }
    this.#latecomers.clear()
    this.#excepts = []
  }

  /** For each connection that gets no copy of some frames: which ones, in order. */
  #ownFrames(): ReadonlyMap<string, readonly number[]> {
    const own = new Map<string, number[]>()
    for (const [at, connectionId] of this.#excepts.entries()) {
      if (connectionId === undefined) continue
      const frames = own.get(connectionId)
      if (frames === undefined) own.set(connectionId, [at])
      else frames.push(at)
    }
    return own
  }

  #number(): number {
    let number = 0
    for (const frame of this.#frames) number += this.#meter.framesIn(frame)
    return number
  }

  #handOver(outlet: Outlet): void {
    const from = this.#latecomers.get(outlet) ?? 0
    for (let at = from; at < this.#frames.length; at += 1) {
      const frame = this.#frames[at]
      if (frame === undefined || this.#excepts[at] === outlet.connectionId) continue
      outlet.push(frame)
      this.#meter.counts.deliveries += this.#meter.framesIn(frame)
    }
  }
}

/** What there is before each of the frames, and in all of them: with their lengths, where each one begins. */
function runningSums(
  frames: readonly Uint8Array[],
  sizeOf: (frames: Uint8Array) => number,
): readonly number[] {
  const sums = [0]
  let sum = 0
  for (const frame of frames) {
    sum += sizeOf(frame)
    sums.push(sum)
  }
  return sums
}

/** How much of the frames is before `from` or in those that are omitted. */
function leftOut(sums: readonly number[], from: number, omitted: readonly number[]): number {
  let sum = sums[from] ?? 0
  for (const at of omitted) if (at >= from) sum += (sums[at + 1] ?? 0) - (sums[at] ?? 0)
  return sum
}

/** The frames from `from` on but for `omitted`, as views of the shared bytes: as few as there are gaps, and no copies. */
function pushParts(
  member: Outlet,
  shared: Uint8Array,
  offsets: readonly number[],
  from: number,
  omitted: readonly number[],
): void {
  const push = (start = 0, end = 0): void => {
    if (end > start) member.push(shared.subarray(start, end))
  }
  let next = from
  for (const at of omitted) {
    if (at < from) continue
    push(offsets[next], offsets[at])
    next = at + 1
  }
  push(offsets[next], shared.length)
}
