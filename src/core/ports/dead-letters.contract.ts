import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { DeadLetter, DeadLetters, DeadLettersPage } from './dead-letters.ts'

const maxLetters = 1_000
const maxBytes = 32 * 1024 * 1024
const largeBytes = 256 * 1024

function letter(id: string, changed: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id,
    event: {
      id: `event of ${id}`,
      bus: 'default',
      source: 'CLI',
      detailType: 'Entity Updated',
      detailText: '{"entityId":"myEntityId","nested":{"list":[1,null,true,"two"]}}',
      resources: ['arn:aws:iam::123456789012:user/ada'],
      time: 1_700_000_000_123,
    },
    rule: 'notify-entities',
    attempts: 5,
    reason: 'it was too much',
    diedAt: 1_700_000_009_876,
    ...changed,
  }
}

const hostile = [
  '',
  '__proto__',
  'constructor',
  `'; DROP TABLE dead_letters; --`,
  '"',
  '\\',
  '\\u0041',
  '%',
  'case',
  'CASE',
  ' padded ',
  'e\u0301',
  '\u00e9',
  '👩‍🚀',
  'half \ud83d',
  'nul\0one',
  'nul\0two',
  'nul',
  '\u2028\r\n\t',
  'x'.repeat(10_240),
]

/** A letter of a little more than 256 KiB. */
function large(id: string): DeadLetter {
  const detailText = JSON.stringify({ text: 'x'.repeat(largeBytes) })
  return letter(id, { event: { ...letter(id).event, detailText } })
}

async function ids(deadLetters: DeadLetters, page?: DeadLettersPage): Promise<readonly string[]> {
  return (await deadLetters.list(page)).map(({ id }) => id)
}

/** What every engine of `DeadLetters` holds to. `open` gives an empty one. */
export function deadLettersContract(engine: string, open: () => Later<DeadLetters>): void {
  describe(`${engine} dead letters`, () => {
    test('there are none before the first', async () => {
      const deadLetters = await open()
      expect(await deadLetters.list()).toEqual([])
      expect(await deadLetters.count()).toBe(0)
    })

    test('one that was added comes back as it was given', async () => {
      const deadLetters = await open()
      await deadLetters.add(letter('a'))
      expect(await deadLetters.list()).toEqual([letter('a')])
      expect(await deadLetters.count()).toBe(1)
    })

    test('the oldest is first, whatever the clock said and the ids are', async () => {
      const deadLetters = await open()
      await deadLetters.add(letter('z', { diedAt: 9_000 }))
      await deadLetters.add(letter('m', { diedAt: 1 }))
      await deadLetters.add(letter('y', { diedAt: 5_000 }))
      expect(await ids(deadLetters)).toEqual(['z', 'm', 'y'])
    })

    test('one event can die in several rules', async () => {
      const deadLetters = await open()
      const { event } = letter('a')
      await deadLetters.add(letter('a', { rule: 'first', event }))
      await deadLetters.add(letter('b', { rule: 'second', event }))
      expect((await deadLetters.list()).map(({ rule }) => rule)).toEqual(['first', 'second'])
    })

    test('adding one twice is adding it once', async () => {
      const deadLetters = await open()
      await deadLetters.add(letter('a'))
      await deadLetters.add(letter('b'))
      await deadLetters.add(letter('a', { reason: 'another' }))
      expect(await deadLetters.list()).toEqual([letter('a'), letter('b')])
    })

    test('one that is removed is given back, and gone', async () => {
      const deadLetters = await open()
      for (const id of ['a', 'b', 'c']) await deadLetters.add(letter(id))
      expect(await deadLetters.remove('b')).toEqual(letter('b'))
      expect(await ids(deadLetters)).toEqual(['a', 'c'])
      expect(await deadLetters.count()).toBe(2)
    })

    test('removing one that is not there changes nothing', async () => {
      const deadLetters = await open()
      await deadLetters.add(letter('a'))
      expect(await deadLetters.remove('b')).toBeUndefined()
      expect(await ids(deadLetters)).toEqual(['a'])
    })

    test('of several that remove one at the same time, one gets it', async () => {
      const deadLetters = await open()
      await deadLetters.add(letter('a'))
      const removed = await Promise.all([1, 2, 3].map(() => deadLetters.remove('a')))
      expect(removed.filter((one) => one !== undefined)).toEqual([letter('a')])
    })

    test('one is found by its id, and stays', async () => {
      const deadLetters = await open()
      for (const id of ['a', 'b']) await deadLetters.add(letter(id))
      expect(await deadLetters.get('b')).toEqual(letter('b'))
      expect(await deadLetters.get('c')).toBeUndefined()
      expect(await ids(deadLetters)).toEqual(['a', 'b'])
    })

    test.each<[string, DeadLettersPage, readonly string[]]>([
      ['all', {}, ['d', 'b', 'c', 'a']],
      ['the first two', { limit: 2 }, ['d', 'b']],
      ['the next two', { after: 'b', limit: 2 }, ['c', 'a']],
      ['the last', { after: 'c', limit: 2 }, ['a']],
      ['none after the last', { after: 'a' }, []],
      ['from the oldest if the one before is gone', { after: 'gone', limit: 2 }, ['d', 'b']],
      ['none of none', { limit: 0 }, []],
    ])('a page is %s', async (_label, page, listed) => {
      const deadLetters = await open()
      for (const id of ['d', 'gone', 'b', 'c', 'a']) await deadLetters.add(letter(id))
      await deadLetters.remove('gone')
      expect(await ids(deadLetters, page)).toEqual(listed)
    })

    test('a list that was read does not change later', async () => {
      const deadLetters = await open()
      await deadLetters.add(letter('a'))
      const before = await deadLetters.list()
      await deadLetters.add(letter('b'))
      await deadLetters.remove('a')
      expect(before).toEqual([letter('a')])
    })
  })

  describe(`${engine} dead letters: limits`, () => {
    test('of more than 1,000 the oldest are forgotten', async () => {
      const deadLetters = await open()
      for (let index = 0; index < maxLetters + 3; index += 1) await deadLetters.add(letter(`${index}`))
      expect(await deadLetters.count()).toBe(maxLetters)
      expect((await ids(deadLetters)).slice(0, 2)).toEqual(['3', '4'])
      expect((await ids(deadLetters)).at(-1)).toBe(`${maxLetters + 2}`)
    })

    test('of more than 32 MiB the oldest are forgotten', async () => {
      const deadLetters = await open()
      for (let index = 0; index < 200; index += 1) await deadLetters.add(large(`${index}`))
      const kept = await ids(deadLetters)
      expect(kept.at(-1)).toBe('199')
      expect(kept).toHaveLength(Math.floor(maxBytes / largeBytes) - 1)
      expect(kept[0]).toBe(`${200 - kept.length}`)
      expect(await deadLetters.get('199')).toEqual(large('199'))
    })

    test('large ones that were removed make room', async () => {
      const deadLetters = await open()
      for (let index = 0; index < 120; index += 1) await deadLetters.add(large(`${index}`))
      for (let index = 20; index < 120; index += 1) await deadLetters.remove(`${index}`)
      for (let index = 120; index < 220; index += 1) await deadLetters.add(large(`${index}`))
      expect(await deadLetters.count()).toBe(120)
      expect((await ids(deadLetters))[0]).toBe('0')
    })

    test('what was removed makes room', async () => {
      const deadLetters = await open()
      for (let index = 0; index < maxLetters; index += 1) await deadLetters.add(letter(`${index}`))
      await deadLetters.remove('500')
      await deadLetters.add(letter('new'))
      expect(await deadLetters.count()).toBe(maxLetters)
      expect((await ids(deadLetters))[0]).toBe('0')
    })
  })

  describe(`${engine} dead letters: hostile strings`, () => {
    test('every id is its own', async () => {
      const deadLetters = await open()
      for (const id of hostile) await deadLetters.add(letter(id))
      expect(await ids(deadLetters)).toEqual(hostile)
      for (const id of hostile) expect(await deadLetters.get(id)).toEqual(letter(id))
      for (const id of hostile) expect(await deadLetters.remove(id)).toEqual(letter(id))
      expect(await deadLetters.count()).toBe(0)
    })

    test('every text comes back as it was given, and so do the keys of a detail', async () => {
      const deadLetters = await open()
      const letters = hostile.map((text, index) => {
        const detailText = JSON.stringify(Object.fromEntries([[text, { [text]: [text] }]]))
        const event = {
          ...letter('').event,
          bus: text,
          source: text,
          detailType: text,
          detailText,
          resources: [text],
        }
        return letter(`${index}`, { event, rule: text, reason: text })
      })
      for (const one of letters) await deadLetters.add(one)
      expect(await deadLetters.list()).toEqual(letters)
    })
  })
}
