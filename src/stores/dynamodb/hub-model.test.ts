import fc from 'fast-check'
import { expect, test } from 'vitest'
import { historyStep, modelled } from '../../core/ports/history-model.fixture.ts'
import { nameStep, presenceStep, sanctionStep, timed } from '../../core/ports/hub-model.fixture.ts'
import { answers } from '../../core/ports/model.fixture.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { memoryHistory } from '../memory/history.ts'
import { memoryNames } from '../memory/names.ts'
import { memoryPresence } from '../memory/presence.ts'
import { memorySanctions } from '../memory/sanctions.ts'
import { systemIds } from '../system/ids.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoHistory } from './history.ts'
import { hurriedClock } from './hurried-clock.fixture.ts'
import { dynamoNames } from './names.ts'
import { dynamoPresence } from './presence.ts'
import { dynamoSanctions } from './sanctions.ts'

const runs = { numRuns: 30 }
const ids = systemIds()
const api = 'hub'

test('dynamodb answers as memory does, whatever is asked of history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(historyStep, { maxLength: 40 }), async (steps) => {
      const [clock, memoryClock] = [hurriedClock(), movedClock()]
      const { table } = await openTable({ clock })
      const dynamo = { history: dynamoHistory({ table, ids, api }), advance: clock.pass }
      const memory = { history: memoryHistory({ clock: memoryClock, ids }), advance: memoryClock.pass }
      expect(await answers(modelled(dynamo), steps)).toEqual(await answers(modelled(memory), steps))
    }),
    runs,
  )
}, 60_000)

test('dynamodb answers as memory does, whatever is asked of presence', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(presenceStep, { maxLength: 40 }), async (steps) => {
      const dynamo = dynamoPresence({ ...(await openTable()), api })
      expect(await answers(timed(dynamo), steps)).toEqual(await answers(timed(memoryPresence()), steps))
    }),
    runs,
  )
}, 60_000)

test('dynamodb answers as memory does, whatever is asked of sanctions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sanctionStep, { maxLength: 40 }), async (steps) => {
      const dynamo = dynamoSanctions({ ...(await openTable()), api })
      expect(await answers(timed(dynamo), steps)).toEqual(await answers(timed(memorySanctions()), steps))
    }),
    runs,
  )
}, 60_000)

test('dynamodb answers as memory does, whatever is asked of names', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(nameStep, { maxLength: 30 }), async (steps) => {
      const { table } = await openTable({ clock: hurriedClock() })
      expect(await answers(dynamoNames({ table, ids, api }), steps)).toEqual(
        await answers(memoryNames(), steps),
      )
    }),
    runs,
  )
}, 60_000)
