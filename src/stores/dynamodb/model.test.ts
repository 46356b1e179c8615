import fc from 'fast-check'
import { expect, test } from 'vitest'
import { claimStep, connectionStep } from '../../core/ports/connections-model.fixture.ts'
import { answers, userStep } from '../../core/ports/model.fixture.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { memoryClaims } from '../memory/claims.ts'
import { memoryUnderTest } from '../memory/connections.fixture.ts'
import { memoryUsers } from '../memory/users.ts'
import { dynamoClaims } from './claims.ts'
import { dynamoUnderTest } from './connections.fixture.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoUsers } from './users.ts'

const runs = { numRuns: 30 }

test.each([
  ['in one partition', 4_000],
  ['in many partitions', 1],
])('dynamodb answers as memory does, whatever is asked of connections and members: %s', async (_, size) => {
  await fc.assert(
    fc.asyncProperty(fc.array(connectionStep, { maxLength: 50 }), async (steps) => {
      const dynamo = await dynamoUnderTest(size)
      expect(await answers(dynamo, steps)).toEqual(await answers(memoryUnderTest(), steps))
    }),
    runs,
  )
})

test('dynamodb answers as memory does, whatever is asked of claims', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(claimStep, { maxLength: 40 }), async (steps) => {
      const { table, clock } = await openTable()
      const dynamo = { claims: dynamoClaims({ table }), pass: clock.pass }
      const memoryClock = movedClock()
      const memory = { claims: memoryClaims(memoryClock), pass: memoryClock.pass }
      expect(await answers(dynamo, steps)).toEqual(await answers(memory, steps))
    }),
    runs,
  )
})

test('dynamodb answers as memory does, whatever is asked of users', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(userStep, { maxLength: 40 }), async (steps) => {
      const users = dynamoUsers(await openTable())
      expect(await answers(users, steps)).toEqual(await answers(memoryUsers(), steps))
    }),
    runs,
  )
})
