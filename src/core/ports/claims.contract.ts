import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { Claims } from './claims.ts'
import { hostile } from './connections-under-test.fixture.ts'

export interface ClaimsUnderTest {
  readonly claims: Claims
  /** Let so much time pass, without waiting for it. */
  pass(ms: number): Later<void>
}

const leaseMs = 30_000
const dayMs = 86_400_000
const nothing = { since: undefined }

/** What every engine of `Claims` holds to. `open` gives one without claims. */
export function claimsContract(engine: string, open: () => Later<ClaimsUnderTest>): void {
  describe(`${engine} claims`, () => {
    test('of many that want a piece of work one gets it', async () => {
      const { claims } = await open()
      const answers = await Promise.all(['a', 'b', 'c'].map((owner) => claims.take('work', owner, leaseMs)))
      expect(answers.filter((answer) => answer === 'taken')).toHaveLength(2)
      expect(answers.filter((answer) => answer !== 'taken')).toEqual([nothing])
    })

    test('who has it takes it again, and finds what it noted', async () => {
      const { claims } = await open()
      await claims.take('work', 'a', leaseMs)
      expect(await claims.take('work', 'a', leaseMs)).toEqual(nothing)
      expect(await claims.note('work', 'a', 'half', leaseMs)).toBe(true)
      expect(await claims.take('work', 'a', leaseMs)).toEqual({ since: 'half' })
    })

    test('when its time is over another one goes on where it stopped', async () => {
      const { claims, pass } = await open()
      await claims.take('work', 'a', leaseMs)
      await claims.note('work', 'a', 'half', leaseMs)
      await pass(leaseMs - 1)
      expect(await claims.take('work', 'b', leaseMs)).toBe('taken')
      await pass(1)
      expect(await claims.take('work', 'b', leaseMs)).toEqual({ since: 'half' })
      expect(await claims.note('work', 'a', 'more', leaseMs)).toBe(false)
      expect(await claims.take('work', 'a', leaseMs)).toBe('taken')
    })

    test('a note keeps it for another while', async () => {
      const { claims, pass } = await open()
      await claims.take('work', 'a', leaseMs)
      await pass(leaseMs - 1)
      expect(await claims.note('work', 'a', '1', leaseMs)).toBe(true)
      await pass(leaseMs - 1)
      expect(await claims.take('work', 'b', leaseMs)).toBe('taken')
    })

    test('who is late has it still if nobody else has taken it', async () => {
      const { claims, pass } = await open()
      await claims.take('work', 'a', leaseMs)
      await pass(2 * leaseMs)
      expect(await claims.note('work', 'a', '1', leaseMs)).toBe(true)
      expect(await claims.take('work', 'b', leaseMs)).toBe('taken')
    })

    test('work that is done is done for all', async () => {
      const { claims, pass } = await open()
      await claims.take('work', 'a', leaseMs)
      await claims.finish('work', 'a')
      await claims.finish('work', 'a')
      expect(await claims.take('work', 'a', leaseMs)).toBe('done')
      await pass(2 * leaseMs)
      expect(await claims.take('work', 'b', leaseMs)).toBe('done')
      expect(await claims.note('work', 'a', 'more', leaseMs)).toBe(false)
    })

    test('who has lost it does not finish it', async () => {
      const { claims, pass } = await open()
      await claims.take('work', 'a', leaseMs)
      await pass(leaseMs)
      await claims.take('work', 'b', leaseMs)
      await claims.finish('work', 'a')
      expect(await claims.note('work', 'b', 'half', leaseMs)).toBe(true)
    })

    test('what nobody has taken is neither noted nor finished', async () => {
      const { claims } = await open()
      expect(await claims.note('work', 'a', 'half', leaseMs)).toBe(false)
      await claims.finish('work', 'a')
      expect(await claims.take('work', 'b', leaseMs)).toEqual(nothing)
    })

    test('it is forgotten a day after it was taken', async () => {
      const { claims, pass } = await open()
      for (const id of ['done', 'half']) {
        await claims.take(id, 'a', leaseMs)
        await claims.note(id, 'a', 'half', leaseMs)
      }
      await claims.finish('done', 'a')
      await pass(dayMs - 1_000)
      expect(await claims.take('done', 'b', leaseMs)).toBe('done')
      await pass(1_000)
      expect(await claims.note('half', 'a', 'more', leaseMs)).toBe(false)
      expect(await claims.take('done', 'b', leaseMs)).toEqual(nothing)
      expect(await claims.take('half', 'b', leaseMs)).toEqual(nothing)
      expect(await claims.take('half', 'a', leaseMs)).toBe('taken')
    })

    test('every text is its own, and comes back as it was', async () => {
      const { claims } = await open()
      for (const text of hostile) {
        expect(await claims.take(text, text, leaseMs)).toEqual(nothing)
        expect(await claims.note(text, text, text, leaseMs)).toBe(true)
      }
      for (const text of hostile) {
        expect(await claims.take(text, 'another', leaseMs)).toBe('taken')
        expect(await claims.take(text, text, leaseMs)).toEqual({ since: text })
      }
    })

    test('an empty note is a note', async () => {
      const { claims } = await open()
      await claims.take('work', '', leaseMs)
      await claims.note('work', '', '', leaseMs)
      expect(await claims.take('work', '', leaseMs)).toEqual({ since: '' })
    })
  })
}
