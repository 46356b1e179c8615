import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { Keys, SigningKey } from './keys.ts'

function key(kid: string, createdAt = 1_700_000_000_000): SigningKey {
  return { kid, privateJwk: JSON.stringify({ kty: 'RSA', kid }), createdAt }
}

async function kids(keys: Keys): Promise<readonly string[]> {
  return (await keys.list()).map(({ kid }) => kid)
}

/** What every engine of `Keys` holds to. `open` gives an empty one. */
export function keysContract(engine: string, open: () => Later<Keys>): void {
  describe(`${engine} keys`, () => {
    test('there are none before the first rotation', async () => {
      const keys = await open()
      expect(await keys.list()).toEqual([])
    })

    test('the first key replaces none, and comes back as it was given', async () => {
      const keys = await open()
      expect(await keys.rotate(key('a'), undefined)).toBe('rotated')
      expect(await keys.list()).toEqual([key('a')])
    })

    test('the newest is first, and the one before it is kept', async () => {
      const keys = await open()
      await keys.rotate(key('a'), undefined)
      expect(await keys.rotate(key('b'), 'a')).toBe('rotated')
      expect(await keys.list()).toEqual([key('b'), key('a')])
    })

    test('there are two at most', async () => {
      const keys = await open()
      await keys.rotate(key('a'), undefined)
      await keys.rotate(key('b'), 'a')
      await keys.rotate(key('c'), 'b')
      await keys.rotate(key('d'), 'c')
      expect(await kids(keys)).toEqual(['d', 'c'])
    })

    test('the newest is the one that came last, whatever the clock said', async () => {
      const keys = await open()
      await keys.rotate(key('a', 9_000), undefined)
      await keys.rotate(key('b', 1), 'a')
      await keys.rotate(key('c', 5), 'b')
      expect(await kids(keys)).toEqual(['c', 'b'])
    })

    test('kids need no order', async () => {
      const keys = await open()
      await keys.rotate(key('z'), undefined)
      await keys.rotate(key('m'), 'z')
      await keys.rotate(key('y'), 'm')
      expect(await kids(keys)).toEqual(['y', 'm'])
    })

    test('a list that was read does not change later', async () => {
      const keys = await open()
      await keys.rotate(key('a'), undefined)
      const before = await keys.list()
      await keys.rotate(key('b'), 'a')
      expect(before).toEqual([key('a')])
    })
  })

  describe(`${engine} keys: outrun`, () => {
    test('who replaces none where there is one is outrun, and changes nothing', async () => {
      const keys = await open()
      await keys.rotate(key('a'), undefined)
      expect(await keys.rotate(key('b'), undefined)).toBe('outrun')
      expect(await keys.list()).toEqual([key('a')])
    })

    test('who replaces one where there is none is outrun', async () => {
      const keys = await open()
      expect(await keys.rotate(key('b'), 'a')).toBe('outrun')
      expect(await keys.list()).toEqual([])
    })

    test('who replaces the previous key is outrun', async () => {
      const keys = await open()
      await keys.rotate(key('a'), undefined)
      await keys.rotate(key('b'), 'a')
      expect(await keys.rotate(key('c'), 'a')).toBe('outrun')
      expect(await kids(keys)).toEqual(['b', 'a'])
    })

    test('of several that replace one key at the same time, one does', async () => {
      const keys = await open()
      await keys.rotate(key('a'), undefined)
      const answers = await Promise.all(['b', 'c', 'd'].map((kid) => keys.rotate(key(kid), 'a')))
      expect(answers.filter((answer) => answer === 'rotated')).toHaveLength(1)
      expect(await keys.list()).toHaveLength(2)
      expect((await kids(keys))[1]).toBe('a')
    })

    test('kids are compared exactly', async () => {
      const hostile = [
        '',
        '__proto__',
        `' OR 1=1 --`,
        'Kid',
        'kid',
        'kid ',
        '👩‍🚀',
        'nul\0one',
        'nul\0two',
        'x'.repeat(10_240),
      ]
      const keys = await open()
      let newest: string | undefined
      for (const kid of hostile) {
        expect(await keys.rotate(key(kid), `${newest} and more`)).toBe('outrun')
        expect(await keys.rotate(key(kid), newest)).toBe('rotated')
        expect((await keys.list())[0]).toEqual(key(kid))
        newest = kid
      }
    })
  })
}
