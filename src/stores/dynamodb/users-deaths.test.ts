import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deaths, dying, untilDeath } from './dying.fixture.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoUsers } from './users.ts'

const one = { provider: 'steam', id: '1' }
const two = { provider: 'steam', id: '2' }

const opened = async () => {
  const { table, again } = await openTable()
  return {
    users: dynamoUsers({ table }),
    dyingAt: (when: 'before' | 'after', n: number) =>
      dynamoUsers({ table: again({ watch: dying(when, n) }) }),
    watched: (before: (command: string) => unknown) => dynamoUsers({ table: again({ watch: { before } }) }),
  }
}

describe('who dies while linking', () => {
  test.each(deaths(4))('leaves an identity that is linked or is not (%s %i)', async (when, n) => {
    const { users, dyingAt } = await opened()
    await untilDeath(Promise.resolve(dyingAt(when, n).link(one, 'ada')))
    const owner = await users.linked(one)
    const answer = await users.link(one, 'bob')
    expect(answer).toEqual({ userId: owner ?? 'bob' })
    expect(await users.linked(one)).toBe(owner ?? 'bob')
    expect(await users.link(two, 'ada')).toEqual(owner === 'ada' ? 'occupied' : { userId: 'ada' })
  })

  test.each(deaths(4))('can link it again (%s %i)', async (when, n) => {
    const { users, dyingAt } = await opened()
    await untilDeath(Promise.resolve(dyingAt(when, n).link(one, 'ada')))
    expect(await users.link(one, 'ada')).toEqual({ userId: 'ada' })
    expect(await users.link(two, 'ada')).toBe('occupied')
  })

  test.each(deaths(4))('links no second identity of a provider (%s %i)', async (when, n) => {
    const { users, dyingAt } = await opened()
    await users.link(two, 'ada')
    await untilDeath(Promise.resolve(dyingAt(when, n).link(one, 'ada')))
    expect(await users.linked(one)).toBeUndefined()
    expect(await users.link(one, 'bob')).toEqual({ userId: 'bob' })
    expect(await users.linked(two)).toBe('ada')
  })

  test.each(deaths(4))('leaves it to others that link it to somebody else (%s %i)', async (when, n) => {
    const { users, dyingAt } = await opened()
    await untilDeath(Promise.resolve(dyingAt(when, n).link(one, 'ada')))
    const answers = await Promise.all([users.link(one, 'bob'), users.link(one, 'eve'), users.linked(one)])
    const owner = await users.linked(one)
    expect(answers.slice(0, 2)).toEqual([{ userId: owner }, { userId: owner }])
  })
})

test('whoever links what at the same time, and dies, an identity has one user and a user one identity', async () => {
  const link = fc.record({
    identity: fc.constantFrom(one, two),
    userId: fc.constantFrom('ada', 'bob'),
    diesAt: fc.constantFrom(1, 2, 3, 99),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(link, { minLength: 2, maxLength: 4 }),
      async (scheduler, links) => {
        const { users, watched } = await opened()
        const answers = scheduler.waitFor(
          Promise.all(
            links.map(async ({ identity, userId, diesAt }) => {
              const death = dying('before', diesAt)
              const process = watched(async (command) => {
                await scheduler.schedule(Promise.resolve(), command)
                death.before?.(command)
              })
              let answer: Awaited<ReturnType<typeof process.link>> | undefined
              await untilDeath(
                Promise.resolve(process.link(identity, userId)).then((given) => {
                  answer = given
                }),
              )
              return { identity, userId, answer }
            }),
          ),
        )
        for (const { identity, userId, answer } of await answers) {
          const owner = await users.linked(identity)
          // Whoever died was told nothing.
          const told = answer === 'occupied' ? owner !== userId : (answer?.userId ?? owner) === owner
          expect(told).toBe(true)
        }
        const owners = [await users.linked(one), await users.linked(two)].filter(
          (owner) => owner !== undefined,
        )
        expect(new Set(owners).size).toBe(owners.length)
      },
    ),
    { numRuns: 60 },
  )
})
