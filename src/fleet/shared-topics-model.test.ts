import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backplane } from '../core/ports/backplane.ts'
import type { Topics } from '../core/ports/topics.ts'
import { Unavailable } from '../core/ports/unavailable.ts'
import { memoryTopics } from '../stores/memory/topics.ts'
import { maxTopics, type TopicsOnNode, topicsOnNodes } from './shared-topics.fixture.ts'

const rooms = ['a', 'b', 'c', 'd']
/** Two people on each of three nodes. */
const people = [0, 1, 2].flatMap((node) => [`${node}ada`, `${node}bob`])

const room = fc.constantFrom(...rooms)
const who = fc.constantFrom(...people)
const node = fc.constantFrom(0, 1, 2)

type Command =
  | { readonly name: 'join' | 'leave' | 'has'; readonly room: string; readonly who: string }
  | {
      readonly name: 'publish'
      readonly room: string
      readonly node: number
      readonly except: string | undefined
    }
  | { readonly name: 'members'; readonly room: string; readonly node: number }
  | { readonly name: 'drop'; readonly who: string }

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      name: fc.constantFrom('join' as const, 'leave' as const, 'has' as const),
      room,
      who,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      name: fc.constant('publish' as const),
      room,
      node,
      except: fc.option(who, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('members' as const), room, node }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('drop' as const), who }) },
)

interface TopicsAndEnds {
  readonly topics: Topics
  disconnect(connectionId: string): void
}

/** Frames begin with their topic and carry their number, so that order and copies show. */
async function apply(topicsOf: (node: number) => TopicsAndEnds, step: Command, at: number): Promise<unknown> {
  switch (step.name) {
    case 'publish':
      return topicsOf(step.node).topics.publish(step.room, `${step.room}${at}`, step.except)
    case 'members':
      return [...(await topicsOf(step.node).topics.members(step.room))].sort()
    case 'drop':
      return topicsOf(nodeOf(step.who)).disconnect(step.who)
    default:
      return topicsOf(nodeOf(step.who)).topics[step.name](step.room, step.who)
  }
}

const nodeOf = (connectionId: string): number => Number(connectionId.slice(0, 1))

function openNodes(through?: (backplane: Backplane) => Backplane) {
  const nodes = topicsOnNodes()
  const all = [nodes.open(through), nodes.open(through), nodes.open(through)]
  const at = (index: number): TopicsOnNode => {
    const found = all[index]
    if (found === undefined) throw new RangeError(`there is no node ${index}`)
    return found
  }
  for (const person of people) at(nodeOf(person)).connect(person)
  return { nodes, at }
}

function openModel() {
  const inboxes = new Map<string, string[]>(people.map((person) => [person, []]))
  const gone = new Set<string>()
  const model = memoryTopics(
    (connectionId, frame) => inboxes.get(connectionId)?.push(frame),
    (connectionId) => inboxes.has(connectionId) && !gone.has(connectionId),
    maxTopics,
  )
  const disconnect = (connectionId: string): void => {
    gone.add(connectionId)
    model.drop(connectionId)
  }
  return { inboxes, model: { topics: model, disconnect } }
}

/** Take everybody out of everything. */
async function clear(at: (node: number) => TopicsAndEnds): Promise<void> {
  await Promise.all(
    people.flatMap((person) => rooms.map(async (topic) => at(nodeOf(person)).topics.leave(topic, person))),
  )
}

const of = (frames: readonly string[], topic: string): string[] =>
  frames.filter((frame) => frame.startsWith(topic))

test('on three nodes any commands have the answers and deliveries of the memory engine, and leave nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 60, size: 'max' }), async (commands) => {
      const { nodes, at } = openNodes()
      const { model, inboxes } = openModel()
      for (const [index, step] of commands.entries()) {
        // Who is dropped receives nothing more: let it have what it was sent before.
        if (step.name === 'drop') await nodes.idle()
        expect(await apply(at, step, index)).toEqual(await apply(() => model, step, index))
      }
      await nodes.idle()
      for (const [person, expected] of inboxes) {
        const frames = at(nodeOf(person)).received(person)
        for (const topic of rooms) expect(of(frames, topic)).toEqual(of(expected, topic))
      }
      await clear(at)
      expect(nodes.subscriptions()).toBe(0)
    }),
    { numRuns: 150 },
  )
})

test.each([
  ['is there', false],
  ['comes and goes', true],
])('commands at once leave nothing behind where the backplane %s', async (_label, isFlaky) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(command, { maxLength: 12, size: 'max' }), { maxLength: 6, size: 'max' }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 40, size: 'max' }),
      async (bursts, outages) => {
        const { nodes, at: nodeAt } = openNodes(isFlaky ? flaky(outages) : undefined)
        for (const burst of bursts) {
          const ends = await Promise.allSettled(burst.map((step, at) => apply(nodeAt, step, at)))
          const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
          for (const reason of reasons) expect(reason).toBeInstanceOf(Unavailable)
        }
        expect(nodes.subscriptions()).toBe(await occupied(nodeAt))
        await clear(nodeAt)
        expect(nodes.subscriptions()).toBe(0)
      },
    ),
    { numRuns: 150 },
  )
})

/** How many topics have members, counted once for each node. */
async function occupied(at: (node: number) => TopicsAndEnds): Promise<number> {
  let count = 0
  for (const topic of rooms) {
    const members = people.filter((person) => at(nodeOf(person)).topics.has(topic, person) === true)
    count += new Set(members.map(nodeOf)).size
  }
  return count
}

/** A backplane that is away for some of the calls. */
function flaky(outages: readonly boolean[]): (backplane: Backplane) => Backplane {
  let calls = 0
  const tried = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1
    if (outages[calls % outages.length]) throw new Unavailable('it is away')
    return call()
  }
  return (backplane) => ({
    ...backplane,
    subscribe: (topic) => tried(() => backplane.subscribe(topic)),
    settled: (topic) => tried(() => backplane.settled(topic)),
    publish: (...publish) => tried(() => backplane.publish(...publish)),
  })
}
