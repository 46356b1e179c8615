import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryTopics } from '../stores/memory/topics.ts'
import type { FanOutCounts } from './audience.ts'
import { FanOut } from './fan-out.ts'
import { after } from './later.ts'
import type { Outlet, Wire } from './outlet.ts'
import { type OpenTopics, topicsContract } from './ports/topics.contract.ts'
import type { Topics } from './ports/topics.ts'
import { Turn } from './turn.ts'

/** Frames are their text and a line feed, so that gathered ones can be told apart again. */
const lines: Wire = {
  encode: (frame) => new TextEncoder().encode(`${frame}\n`),
  concat: (frames) => new Uint8Array(Buffer.concat(frames)),
}

class Listener implements Outlet {
  readonly connectionId: string
  readonly pushes: string[] = []

  constructor(connectionId: string) {
    this.connectionId = connectionId
  }

  push(frames: Uint8Array): void {
    this.pushes.push(new TextDecoder().decode(frames))
  }

  frames(): string[] {
    return this.pushes.flatMap(textsOf)
  }
}

const textsOf = (text: string): string[] => text.split('\n').slice(0, -1)
const textsIn = (bytes: Uint8Array): string[] => textsOf(new TextDecoder().decode(bytes))

/** A turn that ends when it is told to. */
function manualTurn(): { readonly turn: Turn; end(): void; endAll(): void } {
  let scheduled: (() => void) | undefined
  const turn = new Turn((run) => {
    scheduled = run
  })
  const end = (): void => {
    const run = scheduled
    scheduled = undefined
    run?.()
  }
  return {
    turn,
    end,
    endAll: () => {
      while (scheduled !== undefined) end()
    },
  }
}

interface FanOutOnTest extends Omit<OpenTopics, 'topics'> {
  readonly topics: FanOut
  readonly listeners: ReadonlyMap<string, Listener>
  readonly counts: Readonly<FanOutCounts>
  /** End one turn. */
  end(): void
  /** End turns until nothing waits. */
  endAll(): void
}

function openFanOut(maxTopics = 3): FanOutOnTest {
  const { turn, end, endAll } = manualTurn()
  const counts = { publishes: 0, deliveries: 0 }
  const topics = new FanOut(turn, lines, maxTopics, { counts, framesIn: (bytes) => textsIn(bytes).length })
  const listeners = new Map<string, Listener>()
  return {
    topics,
    maxTopics,
    end,
    endAll,
    listeners,
    counts,
    connect(connectionId) {
      const listener = new Listener(connectionId)
      listeners.set(connectionId, listener)
      topics.attach(listener)
    },
    disconnect: (connectionId) => topics.drop(connectionId),
    async received(connectionId) {
      endAll()
      return listeners.get(connectionId)?.frames() ?? []
    },
  }
}

topicsContract('fan-out', async () => openFanOut())

describe('fan-out', () => {
  test('what is published within a turn reaches each member as one push', () => {
    const { topics, connect, end, listeners } = openFanOut()
    for (const connectionId of ['ada', 'bob']) {
      connect(connectionId)
      topics.join('room', connectionId)
    }
    topics.publish('room', 'one')
    topics.publish('room', 'two')
    expect(listeners.get('ada')?.pushes).toEqual([])
    end()
    expect(listeners.get('ada')?.pushes).toEqual(['one\ntwo\n'])
    expect(listeners.get('bob')?.pushes).toEqual(['one\ntwo\n'])
  })

  test('what a member was sent before it left is handed over at once, ahead of what comes after', () => {
    const { topics, connect, listeners } = openFanOut()
    connect('ada')
    topics.join('room', 'ada')
    topics.publish('room', 'one')
    topics.leave('room', 'ada')
    expect(listeners.get('ada')?.frames()).toEqual(['one'])
  })

  test('a topic whose members have all gone is forgotten', () => {
    const { topics, connect } = openFanOut()
    connect('ada')
    topics.join('room', 'ada')
    expect(topics.size()).toBe(1)
    topics.leave('room', 'ada')
    expect(topics.size()).toBe(0)
    topics.join('room', 'ada')
    topics.drop('ada')
    expect(topics.size()).toBe(0)
  })

  test('a large audience is handed what comes turn by turn as one, while each turn brings more', () => {
    const { topics, end, listeners } = openFanOutTo(64)
    topics.publish('room', 'one')
    end()
    topics.publish('room', 'two')
    end()
    expect(listeners.get('member 0')?.pushes).toEqual([])
    end()
    expect(listeners.get('member 0')?.pushes).toEqual(['one\ntwo\n'])
  })

  test('a large audience does not wait for ever', () => {
    const { topics, end, listeners } = openFanOutTo(64)
    for (let turn = 0; turn < 9; turn += 1) {
      topics.publish('room', `${turn}`)
      end()
    }
    expect(listeners.get('member 63')?.frames()).toHaveLength(9)
  })

  test('a small audience does not wait at all', () => {
    const { topics, end, listeners } = openFanOutTo(63)
    topics.publish('room', 'one')
    end()
    expect(listeners.get('member 0')?.frames()).toEqual(['one'])
  })

  test.each([
    ['small', 0],
    ['large', 64],
  ])('in %s audiences any commands have the answers and deliveries of the memory engine', (_, others) => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const { real, model, inboxes } = openPair(others)
        commands.forEach((step, at) => {
          if (step.name === 'end') real.end()
          expect(apply(real.topics, step, at)).toEqual(apply(model, step, at))
        })
        real.endAll()
        for (const [connectionId, expected] of inboxes) {
          const frames = real.listeners.get(connectionId)?.frames() ?? []
          for (const topic of rooms) expect(of(frames, topic)).toEqual(of(expected, topic))
        }
        expect(real.counts).toEqual({ publishes: publishesOf(commands), deliveries: framesOf(real).length })
      }),
      { numRuns: 200 },
    )
  })
})

/** The fan-out and the model with the same people, and so many others in each room. */
function openPair(others: number): { real: FanOutOnTest; model: Topics; inboxes: Map<string, string[]> } {
  const real = openFanOut()
  const inboxes = new Map<string, string[]>()
  const model = memoryTopics(
    (connectionId, frame) => inboxes.get(connectionId)?.push(frame),
    (connectionId) => inboxes.has(connectionId),
    real.maxTopics,
  )
  const connect = (connectionId: string): void => {
    real.connect(connectionId)
    inboxes.set(connectionId, [])
  }
  people.forEach(connect)
  const places = rooms.flatMap((topic) =>
    Array.from({ length: others }, (_, at) => ({ topic, who: `${topic}${at}` })),
  )
  for (const { topic, who } of places) {
    connect(who)
    for (const topics of [real.topics, model]) expect(topics.join(topic, who)).toBe('joined')
  }
  return { real, model, inboxes }
}

const publishesOf = (commands: readonly Command[]): number =>
  commands.filter(({ name }) => name === 'publish').length

const framesOf = ({ listeners }: FanOutOnTest): string[] =>
  [...listeners.values()].flatMap((listener) => listener.frames())

const of = (frames: readonly string[], topic: string): string[] =>
  frames.filter((frame) => frame.startsWith(topic))

/** A fan-out with so many members in one room. */
function openFanOutTo(members: number): FanOutOnTest {
  const opened = openFanOut()
  for (let at = 0; at < members; at += 1) {
    opened.connect(`member ${at}`)
    opened.topics.join('room', `member ${at}`)
  }
  return opened
}

const people = ['ada', 'bob', 'eve']
const rooms = ['a', 'b', 'c', 'd']

type Command =
  | { name: 'join' | 'leave' | 'has'; room: string; who: string }
  | { name: 'publish'; room: string; except: string | undefined }
  | { name: 'members'; room: string }
  | { name: 'end' }

const room = fc.constantFrom(...rooms)
const who = fc.constantFrom(...people)

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ name: fc.constantFrom('join' as const, 'leave' as const, 'has' as const), room, who }),
  fc.record({ name: fc.constant('publish' as const), room, except: fc.option(who, { nil: undefined }) }),
  fc.record({ name: fc.constant('members' as const), room }),
  fc.record({ name: fc.constant('end' as const) }),
)

/** Frames begin with their topic and carry their number, so that order and copies show. */
function apply(topics: Topics, step: Command, at: number): unknown {
  switch (step.name) {
    case 'end':
      return undefined
    case 'publish':
      return topics.publish(step.room, `${step.room}${at}`, step.except)
    case 'members':
      return after(topics.members(step.room), (members) => [...members].sort())
    default:
      return topics[step.name](step.room, step.who)
  }
}

test('where all members speak in one turn, each is handed as few pieces as it spoke, and one more', async () => {
  const { topics, connect, listeners, endAll } = openFanOut()
  const members = Array.from({ length: 40 }, (_, at) => `member ${at}`)
  for (const member of members) connect(member)
  for (const member of members) topics.join('game', member)
  const said = Array.from({ length: 10 }, (_, round) => members.map((member) => ({ member, round }))).flat()
  for (const { member, round } of said) topics.publish('game', `${member}: ${round}`, member)
  connect('latecomer')
  topics.join('game', 'latecomer')
  topics.publish('game', 'the end')
  endAll()
  for (const [name, listener] of listeners) {
    const all = [...said.map(({ member, round }) => `${member}: ${round}`), 'the end']
    const others = all.filter((frame) => !frame.startsWith(`${name}:`))
    expect(listener.frames()).toEqual(name === 'latecomer' ? ['the end'] : others)
    expect(listener.pushes.length).toBeLessThanOrEqual(11)
  }
})

test('frames that come as one buffer count as many', () => {
  const { topics, connect, counts, endAll } = openFanOut()
  for (const connectionId of ['ada', 'bob', 'eve']) connect(connectionId)
  for (const connectionId of ['ada', 'bob']) topics.join('room', connectionId)
  const frames = (text: string): Uint8Array => new TextEncoder().encode(text)
  topics.deliver('room', frames('one\ntwo\n'))
  topics.deliver('room', frames('three\n'), 'ada')
  topics.join('room', 'eve')
  topics.deliver('room', frames('four\nfive\n'), 'ada')
  topics.deliver('elsewhere', frames('six\n'))
  endAll()
  expect(counts.deliveries).toBe(2 + 5 + 2)
})

test('what another fan-out hands out is a publish here, whoever is in the topic', () => {
  const { topics, counts } = openFanOut()
  topics.encode('one')
  topics.publish('nobody', 'two')
  expect(counts).toEqual({ publishes: 2, deliveries: 0 })
})
