import type { Attendee, Person, Presence } from '../../core/ports/presence.ts'

interface Stay {
  readonly personId: string
  expiresAt: number
}

interface Somebody {
  person: Person
  connections: number
}

const mostGone = 100

/** Presence for as long as the process lives. The model that every other engine is compared with. */
export function memoryPresence(): Presence {
  const rooms = new Map<string, Room>()

  const closeIfEmpty = (topic: string, room: Room): void => {
    if (room.isEmpty()) rooms.delete(topic)
  }

  return {
    enter(topic, attendee, expiresAt, now) {
      const room = rooms.get(topic) ?? new Room()
      rooms.set(topic, room)
      const gone = room.sweep(now)
      const isNew = expiresAt > now && room.enter(attendee, expiresAt)
      closeIfEmpty(topic, room)
      return { isNew, count: room.count(), gone }
    },
    leave(topic, connectionId, until, now) {
      const room = rooms.get(topic)
      if (room === undefined) return { count: 0, gone: [] }
      room.shorten(connectionId, until)
      const gone = room.sweep(now)
      closeIfEmpty(topic, room)
      return { count: room.count(), gone }
    },
    keep(topic, connectionIds, expiresAt, now) {
      const room = rooms.get(topic)
      if (room === undefined) return { count: 0, gone: [], missing: connectionIds }
      const missing = connectionIds.filter((connectionId) => !room.extend(connectionId, expiresAt, now))
      const gone = room.sweep(now)
      closeIfEmpty(topic, room)
      return { count: room.count(), gone, missing }
    },
    list: (topic, limit, now) => rooms.get(topic)?.list(limit, now) ?? { people: [], count: 0 },
  }
}

/** One topic: its connections, and the people whose they are, in the order in which they came. */
class Room {
  readonly #stays = new Map<string, Stay>()
  readonly #people = new Map<string, Somebody>()
  /** No stay ends before this moment. */
  #nextEnd = Number.POSITIVE_INFINITY

  isEmpty(): boolean {
    return this.#stays.size === 0
  }

  count(): number {
    return this.#people.size
  }

  /** `true` if the person was not there. */
  enter({ connectionId, person }: Attendee, expiresAt: number): boolean {
    const stay = this.#stays.get(connectionId)
    const somebody = this.#people.get(person.id)
    if (stay === undefined) this.#stays.set(connectionId, { personId: person.id, expiresAt })
    else stay.expiresAt = expiresAt
    this.#nextEnd = Math.min(this.#nextEnd, expiresAt)
    if (somebody === undefined) {
      this.#people.set(person.id, { person, connections: 1 })
      return true
    }
    somebody.person = person
    if (stay === undefined) somebody.connections += 1
    return false
  }

  shorten(connectionId: string, until: number): void {
    const stay = this.#stays.get(connectionId)
    if (stay === undefined || stay.expiresAt <= until) return
    stay.expiresAt = until
    this.#nextEnd = Math.min(this.#nextEnd, until)
  }

  /** `false` if it is not there any more. */
  extend(connectionId: string, expiresAt: number, now: number): boolean {
    const stay = this.#stays.get(connectionId)
    if (stay === undefined || stay.expiresAt <= now) return false
    stay.expiresAt = expiresAt
    this.#nextEnd = Math.min(this.#nextEnd, expiresAt)
    return true
  }

  /** Take out who is over. More than are told stay for the next call. */
  sweep(now: number): Person[] {
    if (now < this.#nextEnd) return []
    const gone: Person[] = []
    let nextEnd = Number.POSITIVE_INFINITY
    for (const [connectionId, { personId, expiresAt }] of this.#stays) {
      if (expiresAt > now || gone.length === mostGone) {
        nextEnd = Math.min(nextEnd, expiresAt)
        continue
      }
      this.#stays.delete(connectionId)
      const somebody = this.#people.get(personId)
      if (somebody === undefined) continue
      somebody.connections -= 1
      if (somebody.connections > 0) continue
      this.#people.delete(personId)
      gone.push(somebody.person)
    }
    this.#nextEnd = nextEnd
    return gone
  }

  list(limit: number, now: number): { people: readonly Person[]; count: number } {
    const hasEnded = now >= this.#nextEnd
    const here = hasEnded ? this.#here(now) : undefined
    const people: Person[] = []
    for (const { person } of this.#people.values()) {
      if (people.length === limit) break
      if (here?.has(person.id) ?? true) people.push(person)
    }
    return { people, count: here?.size ?? this.#people.size }
  }

  #here(now: number): Set<string> {
    const here = new Set<string>()
    for (const { personId, expiresAt } of this.#stays.values()) if (expiresAt > now) here.add(personId)
    return here
  }
}
