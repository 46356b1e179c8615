import fc from 'fast-check'
import { expect, test } from 'vitest'
import { historyStep, modelled } from '../../core/ports/history-model.fixture.ts'
import { nameStep, sanctionStep, timed } from '../../core/ports/hub-model.fixture.ts'
import { answers } from '../../core/ports/model.fixture.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { memoryHistory } from '../memory/history.ts'
import { memoryNames } from '../memory/names.ts'
import { memorySanctions } from '../memory/sanctions.ts'
import { systemIds } from '../system/ids.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

test('sqlite answers as memory does, whatever is asked of history, closed and opened again now and then', async () => {
  const folder = temporaryFolder()
  const ids = systemIds()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(historyStep, { maxLength: 60 }), fc.nat(60), async (steps, closedAt) => {
      const [clock, memoryClock] = [movedClock(), movedClock()]
      const memory = modelled({
        history: memoryHistory({ clock: memoryClock, ids }),
        advance: memoryClock.pass,
      })
      run += 1
      const given: unknown[] = []
      let kept = modelled({ history: memory.subject.history })
      for (const part of [steps.slice(0, closedAt), steps.slice(closedAt)]) {
        const store = await openSqliteStore(`${folder}/${run}`)
        const subject = { history: store.history({ clock, ids, api: 'hub' }), advance: clock.pass }
        kept = { ...kept, subject }
        given.push(...(await answers(kept, part)))
        store.close()
      }
      expect(given).toEqual(await answers(memory, steps))
    }),
  )
}, 60_000)

test('sqlite answers as memory does, whatever is asked of sanctions', async () => {
  const folder = temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(sanctionStep, { maxLength: 40 }), async (steps) => {
      const { sanctions, close } = await openSqliteStore(`${folder}/${run++}`)
      expect(await answers(timed(sanctions), steps)).toEqual(await answers(timed(memorySanctions()), steps))
      close()
    }),
  )
}, 30_000)

test('sqlite answers as memory does, whatever is asked of names', async () => {
  const folder = temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(nameStep, { maxLength: 40 }), async (steps) => {
      const { names, close } = await openSqliteStore(`${folder}/${run++}`)
      expect(await answers(names, steps)).toEqual(await answers(memoryNames(), steps))
      close()
    }),
  )
}, 30_000)
