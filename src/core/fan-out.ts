import { Audience, type Meter } from './audience.ts'
import type { Outlet, Wire } from './outlet.ts'
import type { Joined } from './ports/topics.ts'
import type { LocalTopics } from './sharing.ts'
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
    const joined = audience ?? this.#open(topic)
    joined.add(seat.outlet)
    seat.topics.push(joined)
    return 'joined'
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
    const audience = this.#audiences.get(topic)
    if (audience !== undefined) this.#gather(audience, this.#wire.encode(frame), except)
  }

  deliver(topic: Topic, frames: Uint8Array, except?: string): void {
    const audience = this.#audiences.get(topic)
    if (audience !== undefined) this.#gather(audience, frames, except)
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
    this.onEmpty(audience.topic)
  }
}

const unread = (): Meter => ({ counts: { publishes: 0, deliveries: 0 }, framesIn: () => 1 })
