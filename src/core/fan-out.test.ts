import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryTopics } from '../stores/memory/topics.ts'
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
    return this.pushes.flatMap((push) => push.split('\n').slice(0, -1))
  }
}

/** A turn that ends when it is told to. */
function manualTurn(): { readonly turn: Turn; end(): void } {
  let run = (): void => {}
  const turn = new Turn((end) => {
    run = end
  })
  return {
    turn,
    end: () => {
      run()
      run = () => {}
    },
  }
}

interface FanOutOnTest extends Omit<OpenTopics, 'topics'> {
  readonly topics: FanOut
  readonly listeners: ReadonlyMap<string, Listener>
  end(): void
}

function openFanOut(maxTopics = 3): FanOutOnTest {
  const { turn, end } = manualTurn()
  const topics = new FanOut(turn, lines, maxTopics)
  const listeners = new Map<string, Listener>()
  return {
    topics,
    maxTopics,
    end,
    listeners,
    connect(connectionId) {
      const listener = new Listener(connectionId)
      listeners.set(connectionId, listener)
      topics.attach(listener)
    },
    async received(connectionId) {
      end()
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

  test('any sequence of commands has the answers and deliveries of the memory engine', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const real = openFanOut()
        const inboxes = new Map<string, [topic: string, frame: string][]>()
        const model = memoryTopics(
          (connectionId, frame) => inboxes.get(connectionId)?.push([frame.slice(0, 1), frame]),
          (connectionId) => inboxes.has(connectionId),
          real.maxTopics,
        )
        for (const connectionId of people) {
          real.connect(connectionId)
          inboxes.set(connectionId, [])
        }
        commands.forEach((step, at) => {
          if (step.name === 'end') real.end()
          expect(apply(real.topics, step, at)).toEqual(apply(model, step, at))
        })
        real.end()
        for (const connectionId of people) {
          const frames = real.listeners.get(connectionId)?.frames() ?? []
          const expected = inboxes.get(connectionId) ?? []
          for (const topic of rooms) {
            expect(frames.filter((frame) => frame.startsWith(topic))).toEqual(
              expected.filter(([of]) => of === topic).map(([, frame]) => frame),
            )
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})

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
