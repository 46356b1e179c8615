import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { Settings } from './settings.ts'

const hostile = [
  '__proto__',
  'constructor',
  '',
  `' OR 1=1 --`,
  'name',
  'NAME',
  'name ',
  'nul\0one',
  'nul\0two',
]

/** What every engine of `Settings` holds to. `open` gives an empty one. */
export function settingsContract(engine: string, open: () => Later<Settings>): void {
  describe(`${engine} settings`, () => {
    test('the first value stays, whatever comes later', async () => {
      const settings = await open()
      expect(await settings.once('pool', 'first')).toBe('first')
      expect(await settings.once('pool', 'second')).toBe('first')
      expect(await settings.once('pool', 'first')).toBe('first')
    })

    test('each name has a value of its own, even when the values are the same', async () => {
      const settings = await open()
      expect(await settings.once('pool', 'same')).toBe('same')
      expect(await settings.once('client', 'same')).toBe('same')
      expect(await settings.once('other', 'another')).toBe('another')
    })

    test('of several at the same time one wins, and all get that one', async () => {
      const settings = await open()
      const values = await Promise.all(['a', 'b', 'c'].map((fresh) => settings.once('pool', fresh)))
      expect(new Set(values).size).toBe(1)
    })

    test('an empty value is a value', async () => {
      const settings = await open()
      expect(await settings.once('pool', '')).toBe('')
      expect(await settings.once('pool', 'later')).toBe('')
    })

    test('names are compared exactly, and values come back as they were given', async () => {
      const settings = await open()
      for (const text of hostile) expect(await settings.once(text, `of ${text}`)).toBe(`of ${text}`)
      for (const text of hostile) expect(await settings.once(text, 'later')).toBe(`of ${text}`)
    })
  })
}
