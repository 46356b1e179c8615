import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Appended, History, HistoryPage } from '../../core/ports/history.ts'
import { reachOf } from '../../core/ports/history-under-test.fixture.ts'
import type { Presence } from '../../core/ports/presence.ts'
import { memoryHistory } from '../memory/history.ts'
import { memoryNames } from '../memory/names.ts'
import { memoryPresence } from '../memory/presence.ts'
import { systemClock } from '../system/clock.ts'
import { systemIds } from '../system/ids.ts'
import { openHistoryNode } from './history.fixture.ts'
import { redisNames } from './names.ts'
import { openedRedis, withFreshKeys } from './opened-redis.fixture.ts'
import { redisPresence } from './presence.ts'

const runs = { numRuns: 60 }
const many = { maxLength: 40, size: 'max' } as const

const ageMs = 60 * 60_000
const retention = fc.constantFrom(0, 3, 20).map((events) => ({ events, ageMs }))
const topic = fc.constantFrom('a', 'b')

const historyCommand = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      name: fc.constant('append' as const),
      topic,
      texts: fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 1, maxLength: 4 }),
      retention,
      key: fc.option(fc.constantFrom('k', 'l', '"'), { nil: undefined }),
      note: fc.option(fc.string(), { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant('read' as const),
      topic,
      range: fc
        .tuple(fc.boolean(), fc.nat(30), fc.nat(10), fc.nat(100))
        .map(([isAfter, offset, limit, maxBytes]) =>
          isAfter ? { after: offset, limit, maxBytes } : { before: offset, limit, maxBytes },
        ),
      retention,
    }),
  },
)

type HistoryCommand = typeof historyCommand extends fc.Arbitrary<infer Command> ? Command : never

/** What an engine answers, with epochs by the number of their coming. */
async function answerOf(history: History, command: HistoryCommand, epochs: string[]): Promise<unknown> {
  const numbered = (epoch: string): number => {
    if (!epochs.includes(epoch)) epochs.push(epoch)
    return epochs.indexOf(epoch)
  }
  if (command.name === 'append') {
    const { key, note } = command
    const options = {
      retention: command.retention,
      ...(key !== undefined && { key }),
      ...(note !== undefined && { note }),
    }
    const all = await Promise.all(command.texts.map((text) => history.append(command.topic, text, options)))
    return all.map(({ position, ...appended }: Appended) => ({
      ...appended,
      at: position && [numbered(position.epoch), position.offset],
    }))
  }
  const { range } = command
  const page: HistoryPage = await history.read(command.topic, range, command.retention)
  const { events, position } = page
  return { events, reach: reachOf(page, range), at: [numbered(position.epoch), position.offset] }
}

test('history has the answers of the memory engine, whatever is appended and read', async () => {
  const redis = await openedRedis()
  await fc.assert(
    fc.asyncProperty(fc.array(historyCommand, many), async (commands) => {
      const { history } = await openHistoryNode(withFreshKeys(redis))
      const model = memoryHistory({ clock: systemClock(), ids: systemIds() })
      const [epochs, modelEpochs]: [string[], string[]] = [[], []]
      for (const command of commands) {
        const expected = await answerOf(model, command, modelEpochs)
        expect(await answerOf(history, command, epochs)).toEqual(expected)
      }
    }),
    runs,
  )
})

const person = fc.constantFrom('ada', 'bob', 'eve')
const connection = fc.constantFrom('1', '2', '3', '4', '5')
const step = fc.record({
  name: fc.constantFrom(
    'enter' as const,
    'enter' as const,
    'leave' as const,
    'keep' as const,
    'list' as const,
  ),
  topic,
  person,
  connection,
  span: fc.nat(30),
  passed: fc.nat(10),
})

test('presence has the answers of the memory engine, whoever comes and goes', async () => {
  const redis = await openedRedis()
  await fc.assert(
    fc.asyncProperty(fc.array(step, many), async (steps) => {
      const engines = [redisPresence(withFreshKeys(redis), '/chat'), memoryPresence()]
      let now = 1_000
      for (const each of steps) {
        now += each.passed
        const [answer, expected] = await Promise.all(
          engines.map((presence) => presenceAnswer(presence, each, now)),
        )
        expect(answer).toEqual(expected)
      }
    }),
    runs,
  )
})

type Step = typeof step extends fc.Arbitrary<infer Command> ? Command : never

async function presenceAnswer(presence: Presence, each: Step, now: number): Promise<unknown> {
  const until = now + each.span
  // A connection is one person's for good.
  const connectionId = `${each.person}${each.connection}`
  switch (each.name) {
    case 'enter': {
      const attendee = { connectionId, person: { id: each.person, name: `${each.person} ${each.span}` } }
      const { gone, ...entered } = await presence.enter(each.topic, attendee, until, now)
      return { ...entered, gone: byId(gone) }
    }
    case 'leave': {
      const { gone, ...left } = await presence.leave(each.topic, connectionId, until - 10, now)
      return { ...left, gone: byId(gone) }
    }
    case 'keep': {
      const ids = [connectionId, 'ada1', 'x']
      const { gone, ...kept } = await presence.keep(each.topic, ids, now + 40, now)
      return { ...kept, gone: byId(gone) }
    }
    default:
      return presence.list(each.topic, each.span % 4, now)
  }
}

const byId = (people: readonly { readonly id: string }[]) =>
  people.toSorted((one, other) => (one.id < other.id ? -1 : 1))

test('names have the answers of the memory engine, whoever claims them', async () => {
  const redis = await openedRedis()
  const claim = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), person)
  await fc.assert(
    fc.asyncProperty(fc.array(claim, many), async (claims) => {
      const [names, model] = [redisNames(withFreshKeys(redis)), memoryNames()]
      for (const [name, userId] of claims) {
        expect(await names.claim(name, userId)).toBe(await model.claim(name, userId))
      }
    }),
    runs,
  )
})
