import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Appended, History } from '../../core/ports/history.ts'
import { roomy, wholeOf } from '../../core/ports/history-under-test.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { dying } from './dying.fixture.ts'
import { type OpenTableOptions, openTable } from './dynalite.fixture.ts'
import { type DynamoHistory, dynamoHistory } from './history.ts'
import { hurriedClock } from './hurried-clock.fixture.ts'

/** What one of several processes does at the same time as the others. It dies before its `dies`th command, if it comes to it. */
interface Deed {
  readonly key: string | undefined
  readonly dies: number | undefined
}

const deed: fc.Arbitrary<Deed> = fc.record({
  key: fc.option(fc.constantFrom('k', 'l'), { nil: undefined }),
  dies: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined, freq: 3 }),
})

interface Outcome extends Deed {
  readonly text: string
  readonly appended: Appended | 'died'
}

async function race(scheduler: fc.Scheduler, deeds: readonly Deed[]) {
  const clock = hurriedClock()
  const { again } = await openTable({ clock })
  const open = (options: OpenTableOptions = {}): DynamoHistory =>
    dynamoHistory({ table: again({ clock, pageItems: 2, ...options }), ids: systemIds(), api: 'hub' })
  const work = deeds.map(async (each, index): Promise<Outcome> => {
    const death = dying('before', each.dies ?? Number.POSITIVE_INFINITY)
    const history = open({
      watch: {
        async before(command) {
          await scheduler.schedule(Promise.resolve(), command)
          death.before?.(command)
        },
      },
    })
    const text = `${index}`
    const options = { retention: roomy, note: text, ...(each.key !== undefined && { key: each.key }) }
    const appended = await history.append('room', text, options).catch(() => 'died' as const)
    return { ...each, text, appended }
  })
  const outcomes = await scheduler.waitFor(Promise.all(work))
  return { outcomes, history: open() }
}

/** What was read, and what a retry with each key that was used comes to. */
async function retryAll(history: History, outcomes: readonly Outcome[]): Promise<readonly string[]> {
  for (const key of new Set(outcomes.flatMap((outcome) => outcome.key ?? []))) {
    await history.append('room', `retry ${key}`, { retention: roomy, key })
  }
  return (await wholeOf(history, 'room')).events.map(({ text }) => text)
}

test('of all who append at the same time, and die, each acknowledged event is read where it was said to be, once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(deed, { minLength: 2, maxLength: 5 }),
      async (scheduler, deeds) => {
        const { outcomes, history } = await race(scheduler, deeds)
        const { events, position } = await wholeOf(history, 'room')
        expect(events.map(({ offset }) => offset)).toEqual(events.map((_, index) => index + 1))
        expect(position.offset).toBe(events.length)
        const done = outcomes.flatMap(({ appended, text }) =>
          appended === 'died' ? [] : { ...appended, text },
        )
        for (const { text, isDuplicate, note, position: at } of done) {
          expect(at?.epoch).toBe(position.epoch)
          expect(events[(at?.offset ?? 0) - 1]?.text).toBe(note)
          expect(isDuplicate).toBe(note !== text)
        }
        const alive = outcomes.filter(({ dies }) => dies === undefined)
        expect(alive.some(({ appended }) => appended === 'died')).toBe(false)
        const texts = await retryAll(history, outcomes)
        expect(new Set(texts).size).toBe(texts.length)
        for (const key of ['k', 'l']) {
          const ofKey = outcomes.filter((outcome) => outcome.key === key).map(({ text }) => text)
          const there = texts.filter((text) => ofKey.includes(text) || text === `retry ${key}`)
          expect(there).toHaveLength(ofKey.length === 0 ? 0 : 1)
        }
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)
