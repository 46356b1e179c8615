import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ConnectionsUnderTest,
  connectionOf,
  idsIn,
} from '../../core/ports/connections-under-test.fixture.ts'
import { dynamoUnderTest } from './connections.fixture.ts'

const topic = 'channel:a'

/** What becomes of one connection at the same time, each by a process of its own. */
const deeds = {
  join: ({ members }: ConnectionsUnderTest) => members.join(topic, 'ada'),
  leave: ({ members }: ConnectionsUnderTest) => members.leave(topic, 'ada'),
  end: async ({ connections }: ConnectionsUnderTest) => {
    await connections.end('ada', 'me')
    await connections.forget('ada')
  },
  forget: ({ connections }: ConnectionsUnderTest) => connections.forget('ada'),
  grow: ({ members }: ConnectionsUnderTest) => members.look(topic, 1),
} as const

type Deed = keyof typeof deeds

async function race(scheduler: fc.Scheduler, done: readonly Deed[]): Promise<ConnectionsUnderTest> {
  const quiet = await dynamoUnderTest(2)
  await quiet.connections.open(connectionOf('ada'), [])
  for (const id of ['bob', 'eve']) await quiet.connections.open(connectionOf(id), [topic])
  const watch = { before: (command: string) => scheduler.schedule(Promise.resolve(), command) }
  await scheduler.waitFor(Promise.all(done.map((deed) => deeds[deed](quiet.again({ watch })))))
  return quiet
}

describe('several at once', () => {
  test('whoever joins, leaves and cuts a topic at the same time, all agree on who is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom<Deed>('join', 'leave', 'grow'), { minLength: 2, maxLength: 5 }),
        async (scheduler, done) => {
          const { members } = await race(scheduler, done)
          const isIn = await members.has(topic, 'ada')
          expect(await idsIn(members, topic)).toEqual(isIn ? ['ada', 'bob', 'eve'] : ['bob', 'eve'])
        },
      ),
      { numRuns: 50 },
    )
  })

  test.each<Deed>(['end', 'forget'])(
    'nothing is left of a connection that joins while it goes (%s)',
    async (deed) => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.array(fc.constantFrom<Deed>('join', 'leave'), { minLength: 1, maxLength: 3 }),
          async (scheduler, done) => {
            const { connections, members } = await race(scheduler, [...done, deed])
            expect(await connections.get('ada')).toBeUndefined()
            expect(await members.has(topic, 'ada')).toBe(false)
            expect(await idsIn(members, topic)).toEqual(['bob', 'eve'])
          },
        ),
        { numRuns: 40 },
      )
    },
  )
})
