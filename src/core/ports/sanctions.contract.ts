import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import { hostile } from './connections-under-test.fixture.ts'
import type { Sanction, SanctionKind, Sanctions } from './sanctions.ts'

/** Now, in these tests. */
const now = 1_700_000_000_000
const hourMs = 3_600_000

const against = (user: string, kind: SanctionKind = 'mute', more: Partial<Sanction> = {}): Sanction => ({
  kind,
  subject: { user },
  at: now,
  until: now + hourMs,
  ...more,
})

const kindsOf = (sanctions: readonly Sanction[]): SanctionKind[] =>
  sanctions.map(({ kind }) => kind).toSorted()

/** What every engine of `Sanctions` holds to. `open` gives one without any. What was done on it is seen on it at once. */
export function sanctionsContract(engine: string, open: () => Later<Sanctions>): void {
  describe(`${engine} sanctions`, () => {
    test('one holds until it ends, and not at its end', async () => {
      const sanctions = await open()
      const mute = against('ada', 'mute', { reason: 'rude' })
      await sanctions.impose(mute)
      expect(await sanctions.against('ada', undefined, now)).toEqual([mute])
      expect(await sanctions.against('ada', 'token', mute.until - 1)).toEqual([mute])
      expect(await sanctions.against('ada', undefined, mute.until)).toEqual([])
      expect(await sanctions.against('bob', undefined, now)).toEqual([])
    })

    test('one of the same kind takes the place of another, and others stay', async () => {
      const sanctions = await open()
      await sanctions.impose(against('ada', 'mute'))
      await sanctions.impose(against('ada', 'ban'))
      await sanctions.impose(against('ada', 'revoke'))
      const longer = against('ada', 'mute', { at: now + 1, until: now + 9 * hourMs, reason: 'again' })
      await sanctions.impose(longer)
      const held = await sanctions.against('ada', undefined, now + 1)
      expect(kindsOf(held)).toEqual(['ban', 'mute', 'revoke'])
      expect(held).toContainEqual(longer)
      await sanctions.impose(against('ada', 'mute', { at: now + 2, until: now + 3 }))
      expect(kindsOf(await sanctions.against('ada', undefined, now + 3))).toEqual(['ban', 'revoke'])
    })

    test('what is against a token holds for that token, whoever has it', async () => {
      const sanctions = await open()
      const revoked: Sanction = {
        kind: 'revoke',
        subject: { token: 'jti' },
        at: now,
        until: now + hourMs,
      }
      await sanctions.impose(revoked)
      expect(await sanctions.against('ada', 'jti', now)).toEqual([revoked])
      expect(await sanctions.against('ada', undefined, now)).toEqual([])
      expect(await sanctions.against('jti', undefined, now)).toEqual([])
      expect(await sanctions.against('ada', 'ada', now)).toEqual([])
      await sanctions.impose(against('ada', 'ban'))
      expect(kindsOf(await sanctions.against('ada', 'jti', now))).toEqual(['ban', 'revoke'])
    })

    test('what is lifted holds no more, and only that', async () => {
      const sanctions = await open()
      await sanctions.impose(against('ada', 'mute'))
      await sanctions.impose(against('ada', 'ban'))
      expect(await sanctions.lift('mute', { user: 'ada' })).toBe(true)
      expect(await sanctions.lift('mute', { user: 'ada' })).toBe(false)
      expect(await sanctions.lift('ban', { token: 'ada' })).toBe(false)
      expect(await sanctions.lift('ban', { user: 'bob' })).toBe(false)
      expect(kindsOf(await sanctions.against('ada', undefined, now))).toEqual(['ban'])
      expect(kindsOf(await sanctions.list(10, now))).toEqual(['ban'])
    })

    test('the newest that have not ended are listed, so many at most', async () => {
      const sanctions = await open()
      for (let index = 0; index < 6; index += 1) {
        await sanctions.impose(against(`u${index}`, 'mute', { at: now + index }))
      }
      await sanctions.impose(against('u4', 'mute', { at: now + 6, until: now + 7 }))
      await sanctions.impose(against('u1', 'mute', { at: now + 7 }))
      const users = async (limit: number) =>
        (await sanctions.list(limit, now + 8)).map(({ subject }) => 'user' in subject && subject.user)
      expect(await users(10)).toEqual(['u1', 'u5', 'u3', 'u2', 'u0'])
      expect(await users(2)).toEqual(['u1', 'u5'])
      expect(await users(0)).toEqual([])
    })

    test('a list has a sanction as it was said', async () => {
      const sanctions = await open()
      const said = [
        { kind: 'revoke', subject: { token: 'jti' }, at: now, until: now + 5 },
        against('ada', 'ban', { at: now + 1, reason: '"\0\u2028 👩‍🚀' }),
      ] as const
      for (const sanction of said) await sanctions.impose(sanction)
      expect(await sanctions.list(10, now + 1)).toEqual(said.toReversed())
    })

    test('every user and every token is its own', async () => {
      const sanctions = await open()
      for (const [index, id] of hostile.entries()) {
        await sanctions.impose(against(id, 'mute', { until: now + 1 + index }))
        await sanctions.impose(against(id, 'revoke', { subject: { token: id }, until: now + 1_001 + index }))
      }
      for (const [index, id] of hostile.entries()) {
        const held = await sanctions.against(id, id, now)
        expect(held.map(({ until }) => until - now).toSorted((a, b) => a - b)).toEqual([
          1 + index,
          1_001 + index,
        ])
        expect(await sanctions.lift('mute', { user: id })).toBe(true)
        expect(kindsOf(await sanctions.against(id, id, now))).toEqual(['revoke'])
      }
    })
  })
}
