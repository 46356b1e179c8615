import type { ChannelHears, Heard, HubChannel, HubClient, Line, Person, Position } from './hub-client.ts'

/** A hub in memory, for one client: what others do is done by its methods. */
export interface StubHub {
  readonly client: HubClient
  /** Every publish that was asked for, oldest first. */
  readonly published: { channel: string; data: unknown; key: string | undefined }[]
  readonly log: string[]
  hear(channel: string, from: Person, data: unknown): Heard
  /** Something is in the history without having been heard. */
  keep(channel: string, from: Person, data: unknown): Heard
  gap(channel: string, after: Position | undefined): void
  line(line: Line): void
  people(channel: string, members: readonly Person[]): void
  /** What the next publish fails with. */
  failNext(failure: unknown): void
  /** The next publish is not answered. */
  hangNext(): void
  refuse(channel: string): void
  renames: (name: string) => Promise<string>
}

type Hearing<Event extends keyof ChannelHears> = (value: ChannelHears[Event]) => void

const EPOCH = 'e1'

export function stubHub(me: Person): StubHub {
  const rooms = new Map<string, StubRoom>()
  const lines = new Set<(line: Line) => void>()
  const published: StubHub['published'] = []
  const log: string[] = []
  const refused = new Set<string>()
  let line: Line = { state: 'open', user: me }
  let failure: unknown
  let isHanging = false

  const roomOf = (name: string): StubRoom => {
    const known = rooms.get(name)
    if (known !== undefined) return known
    const room = stubRoom(name)
    rooms.set(name, room)
    return room
  }
  const publish = async (name: string, data: unknown, key: string | undefined) => {
    published.push({ channel: name, data, key })
    if (isHanging) {
      isHanging = false
      await new Promise(() => {})
    }
    if (failure !== undefined) {
      const thrown = failure
      failure = undefined
      throw thrown
    }
    const { mid } = roomOf(name).add(me, data)
    return { mid }
  }
  const channel = (name: string): HubChannel => ({
    ...roomOf(name).channel,
    get state() {
      return roomOf(name).channel.state
    },
    get position() {
      return roomOf(name).channel.position
    },
    publish: (data, options) => publish(name, data, options?.key),
    async join() {
      log.push(`join ${name}`)
      if (line.state === 'closed') throw { code: 'closed', message: 'closed', retryable: false }
      await Promise.resolve()
      const failure = { code: 'forbidden', message: 'You may not.', retryable: false }
      roomOf(name).become(refused.has(name) ? 'refused' : 'joined', failure)
      if (refused.has(name)) throw failure
    },
    async leave() {
      log.push(`leave ${name}`)
    },
  })
  const stub: StubHub = {
    published,
    log,
    renames: async (name) => name,
    hear: (name, from, data) => roomOf(name).tell(roomOf(name).add(from, data)),
    keep: (name, from, data) => roomOf(name).add(from, data),
    gap: (name, after) => roomOf(name).gap(after),
    line(next) {
      line = next
      for (const listener of lines) listener(next)
    },
    people: (name, members) => roomOf(name).people(members),
    hangNext: () => {
      isHanging = true
    },
    failNext: (thrown) => {
      failure = thrown
    },
    refuse: (name) => refused.add(name),
    client: {
      get line() {
        return line
      },
      onLine(listener) {
        lines.add(listener)
        return () => lines.delete(listener)
      },
      channel,
      rename: (name) => stub.renames(name),
      open: () => log.push('open'),
      close: () => log.push('close'),
    },
  }
  return stub
}

interface StubRoom {
  readonly channel: Pick<HubChannel, 'name' | 'state' | 'position' | 'history' | 'presence' | 'on'>
  add(from: Person, data: unknown): Heard
  tell(heard: Heard): Heard
  gap(after: Position | undefined): void
  people(members: readonly Person[]): void
  become(state: 'joined' | 'refused', failure: unknown): void
}

function stubRoom(name: string): StubRoom {
  const events: Heard[] = []
  const messages = new Set<Hearing<'message'>>()
  const gaps = new Set<Hearing<'gap'>>()
  const states = new Set<Hearing<'state'>>()
  const presences = new Set<() => void>()
  let state: HubChannel['state'] = 'idle'
  let members: readonly Person[] = []
  const listen = <Listener>(all: Set<Listener>, listener: Listener) => {
    all.add(listener)
    return () => all.delete(listener)
  }
  const kinds: { readonly [Event in keyof ChannelHears]: Set<Hearing<Event>> } = {
    message: messages,
    gap: gaps,
    state: states,
  }
  const position = () => ({ epoch: EPOCH, offset: events.length })
  const channel: StubRoom['channel'] = {
    name,
    get state() {
      return state
    },
    get position() {
      return state === 'joined' ? position() : undefined
    },
    async history({ before = Number.POSITIVE_INFINITY, limit = 100 }) {
      const all = events.filter(({ offset = 0 }) => offset < before)
      return { events: all.slice(-limit), epoch: EPOCH, more: all.length > limit }
    },
    presence: {
      get members() {
        return members
      },
      get count() {
        return members.length
      },
      on: (listener) => listen(presences, listener),
    },
    on(event, listener) {
      return listen(kinds[event], listener)
    },
  }
  return {
    channel,
    add(from, data) {
      const offset = events.length + 1
      const heard = { mid: `${name}/${offset}`, from, ts: offset * 1_000, data, epoch: EPOCH, offset }
      events.push(heard)
      return heard
    },
    tell(heard) {
      for (const listener of messages) listener(heard)
      return heard
    },
    gap(after) {
      for (const listener of gaps) listener({ after, now: position() })
    },
    people(next) {
      members = next
      for (const listener of presences) listener()
    },
    become(next, failure) {
      state = next
      for (const listener of states) listener({ state, ...(state === 'refused' && { failure }) })
    },
  }
}
