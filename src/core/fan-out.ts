import { Audience, type Meter } from './audience.ts'
import { Hold } from './hold.ts'
import type { Outlet, Wire } from './outlet.ts'
import type { Position } from './ports/history.ts'
import type { Joined } from './ports/topics.ts'
import type { LocalTopics } from './sharing.ts'
import { stamped } from './stamped.ts'
import type { Topic } from './topic.ts'
import type { Turn } from './turn.ts'

/** A connection, and the topics it has to be taken out of when it ends. */
interface Seat<O extends Outlet> {
  readonly outlet: O
  readonly topics: Audience[]
}

/**
 * The topics of one API whose members are connected to this node. What is published to a topic within one turn of
 * the event loop is framed once, gathered, and handed to every member as one buffer.
 */
export class FanOut<O extends Outlet = Outlet> implements LocalTopics {
  readonly #turn: Turn
  readonly #wire: Wire
  readonly #maxTopics: number
  readonly #meter: Meter
  readonly #audiences = new Map<Topic, Audience>()
  readonly #seats = new Map<string, Seat<O>>()
  /** Connections that are about to be in a topic, by topic. */
  readonly #holds = new Map<Topic, Set<Hold>>()

  onEmpty: (topic: Topic) => void = () => {}

  /** A connection can be in `maxTopics` topics at once. */
  constructor(turn: Turn, wire: Wire, maxTopics: number, meter: Meter = unread()) {
    this.#turn = turn
    this.#wire = wire
    this.#maxTopics = maxTopics
    this.#meter = meter
  }

  /** Make a connection known. Before this it can join nothing. */
  attach(outlet: O): void {
    this.#seats.set(outlet.connectionId, { outlet, topics: [] })
  }

  outlet(connectionId: string): O | undefined {
    return this.#seats.get(connectionId)?.outlet
  }

  /** Every connection that is known now. */
  outlets(): O[] {
    return Array.from(this.#seats.values(), (seat) => seat.outlet)
  }

  /** How many topics have members here. */
  size(): number {
    return this.#audiences.size
  }

  join(topic: Topic, connectionId: string): Joined {
    const seat = this.#seats.get(connectionId)
    if (seat === undefined) return 'gone'
    const audience = this.#audiences.get(topic)
    if (audience?.has(seat.outlet)) return 'already'
    if (seat.topics.length >= this.#maxTopics) return 'full'
    this.#take(topic, seat)
    return 'joined'
  }

  hold(topic: Topic, connectionId: string): Hold | Exclude<Joined, 'joined'> {
    const seat = this.#seats.get(connectionId)
    if (seat === undefined) return 'gone'
    if (this.has(topic, connectionId)) return 'already'
    if (seat.topics.length >= this.#maxTopics) return 'full'
    const holds = this.#holds.get(topic) ?? new Set()
    const hold = new Hold(seat.outlet, (outlet) => {
      holds.delete(hold)
      if (holds.size === 0) this.#holds.delete(topic)
      const isThere = this.#seats.get(connectionId) === seat && !this.has(topic, connectionId)
      if (outlet !== undefined && isThere) this.#take(topic, seat)
      else if (holds.size === 0 && !this.#audiences.has(topic)) this.onEmpty(topic)
    })
    this.#holds.set(topic, holds.add(hold))
    return hold
  }

  topicsOf(connectionId: string): readonly Topic[] {
    return this.#seats.get(connectionId)?.topics.map(({ topic }) => topic) ?? []
  }

  /** The topics that have members here. */
  topics(): IterableIterator<Topic> {
    return this.#audiences.keys()
  }

  leave(topic: Topic, connectionId: string): boolean {
    const seat = this.#seats.get(connectionId)
    const audience = this.#audiences.get(topic)
    if (seat === undefined || audience === undefined || !audience.has(seat.outlet)) return false
    audience.release(seat.outlet)
    seat.topics.splice(seat.topics.indexOf(audience), 1)
    this.#closeIfEmpty(audience)
    return true
  }

  has(topic: Topic, connectionId: string): boolean {
    const seat = this.#seats.get(connectionId)
    return seat !== undefined && this.#audiences.get(topic)?.has(seat.outlet) === true
  }

  members(topic: Topic): readonly string[] {
    return this.#audiences.get(topic)?.connectionIds() ?? []
  }

  publish(topic: Topic, frame: string, except?: string): void {
    this.#meter.counts.publishes += 1
    if (this.#isHeard(topic)) this.deliver(topic, this.#wire.encode(frame), except)
  }

  /** How many events were handed to the members of a topic here. */
  recorded(topic: Topic): number {
    return this.#audiences.get(topic)?.recorded ?? 0
  }

  /** It is no publish of this node, because all nodes that hear the topic do it. */
  record(topic: Topic, text: string, position: Position | undefined): void {
    const audience = this.#audiences.get(topic)
    if (audience !== undefined) audience.recorded += 1
    if (this.#isHeard(topic)) this.#handOut(topic, this.#wire.encode(stamped(text, position)), position)
  }

  deliver(topic: Topic, frames: Uint8Array, except?: string): void {
    this.#handOut(topic, frames, undefined, except)
  }

  encode(frame: string): Uint8Array {
    this.#meter.counts.publishes += 1
    return this.#wire.encode(frame)
  }

  drop(connectionId: string): void {
    const seat = this.#seats.get(connectionId)
    if (seat === undefined) return
    this.#seats.delete(connectionId)
    for (const audience of seat.topics) {
      audience.forget(seat.outlet)
      this.#closeIfEmpty(audience)
    }
  }

  #isHeard(topic: Topic): boolean {
    return this.#audiences.has(topic) || this.#holds.has(topic)
  }

  #handOut(topic: Topic, frames: Uint8Array, position: Position | undefined, except?: string): void {
    const audience = this.#audiences.get(topic)
    if (audience !== undefined) this.#gather(audience, frames, except)
    // Most topics have none, at most times.
    if (this.#holds.size === 0) return
    for (const hold of this.#holds.get(topic) ?? []) {
      if (hold.outlet.connectionId !== except) hold.take(frames, position)
    }
  }

  #take(topic: Topic, seat: Seat<O>): void {
    const audience = this.#audiences.get(topic) ?? this.#open(topic)
    audience.add(seat.outlet)
    seat.topics.push(audience)
  }

  #gather(audience: Audience, frames: Uint8Array, except: string | undefined): void {
    if (audience.gather(frames, except)) this.#turn.topic(audience)
  }

  #open(topic: Topic): Audience {
    const audience = new Audience(topic, this.#wire, this.#meter)
    this.#audiences.set(topic, audience)
    return audience
  }

  #closeIfEmpty(audience: Audience): void {
    if (!audience.isEmpty()) return
    this.#audiences.delete(audience.topic)
    if (!this.#holds.has(audience.topic)) this.onEmpty(audience.topic)
  }
}

const unread = (): Meter => ({ counts: { publishes: 0, deliveries: 0 }, framesIn: () => 1 })
