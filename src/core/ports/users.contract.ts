import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { Guest, Users } from './users.ts'

const onSteam = { provider: 'steam', id: '1' }
const ada: Guest = { userId: 'ada', secretHash: 'hash-of-ada', createdAt: 1_700_000_000_000 }

/** Strings that break engines which quote, fold, cut or interpret what they are given. All differ. */
const hostile = [
  '__proto__',
  'constructor',
  `'; DROP TABLE users; --`,
  '"',
  '\\',
  '%',
  '*',
  'a:b',
  'case',
  'CASE',
  ' padded ',
  'padded',
  'e\u0301',
  '\u00e9',
  '👩‍🚀',
  'nul\0one',
  'nul\0two',
  'nul',
  '\u2028\r\n\t',
  'x'.repeat(10_240),
  `${'x'.repeat(10_239)}y`,
]

/** What every engine of `Users` holds to. `open` gives an empty one. */
export function usersContract(engine: string, open: () => Later<Users>): void {
  describe(`${engine} users: guests`, () => {
    test('a guest that was added has its hash', async () => {
      const users = await open()
      expect(await users.addGuest(ada)).toBe('added')
      expect(await users.secretHash('ada')).toBe('hash-of-ada')
    })

    test('a guest that was never added has none', async () => {
      const users = await open()
      await users.addGuest(ada)
      expect(await users.secretHash('bob')).toBeUndefined()
    })

    test('adding a guest that exists leaves it as it was', async () => {
      const users = await open()
      await users.addGuest(ada)
      expect(await users.addGuest({ ...ada, secretHash: 'another', createdAt: 2 })).toBe('exists')
      expect(await users.secretHash('ada')).toBe('hash-of-ada')
    })

    test('of two that add one guest at the same time, one does', async () => {
      const users = await open()
      const answers = await Promise.all([users.addGuest(ada), users.addGuest(ada)])
      expect(answers.toSorted()).toEqual(['added', 'exists'])
    })
  })

  describe(`${engine} users: names`, () => {
    test('a user has no name before the first', async () => {
      const users = await open()
      await users.addGuest(ada)
      expect(await users.name('ada')).toBeUndefined()
    })

    test('the name is the one chosen last', async () => {
      const users = await open()
      await users.rename('ada', 'Ada')
      await users.rename('ada', 'Countess')
      expect(await users.name('ada')).toBe('Countess')
    })

    test('an empty name is a name', async () => {
      const users = await open()
      await users.rename('ada', '')
      expect(await users.name('ada')).toBe('')
    })

    test('a user that was never added can be named, and is no guest by that', async () => {
      const users = await open()
      await users.rename('ada', 'Ada')
      expect(await users.name('ada')).toBe('Ada')
      expect(await users.secretHash('ada')).toBeUndefined()
      expect(await users.addGuest(ada)).toBe('added')
      expect(await users.name('ada')).toBe('Ada')
    })

    test('two users can have the same name', async () => {
      const users = await open()
      await users.rename('ada', 'Ada')
      await users.rename('bob', 'Ada')
      await users.rename('bob', 'Bob')
      expect(await users.name('ada')).toBe('Ada')
    })
  })

  describe(`${engine} users: identities at a provider`, () => {
    test('an identity has no user before it is linked', async () => {
      const users = await open()
      expect(await users.linked(onSteam)).toBeUndefined()
    })

    test('an identity that was linked belongs to that user', async () => {
      const users = await open()
      expect(await users.link(onSteam, 'ada')).toEqual({ userId: 'ada' })
      expect(await users.linked(onSteam)).toBe('ada')
    })

    test('linking it again to the same user changes nothing', async () => {
      const users = await open()
      await users.link(onSteam, 'ada')
      expect(await users.link(onSteam, 'ada')).toEqual({ userId: 'ada' })
      expect(await users.linked(onSteam)).toBe('ada')
    })

    test('linking it to another user answers who has it, and changes nothing', async () => {
      const users = await open()
      await users.link(onSteam, 'ada')
      expect(await users.link(onSteam, 'bob')).toEqual({ userId: 'ada' })
      expect(await users.linked(onSteam)).toBe('ada')
      expect(await users.link({ provider: 'steam', id: '2' }, 'bob')).toEqual({ userId: 'bob' })
    })

    test('a user with an identity of a provider gets no other one of it', async () => {
      const users = await open()
      const another = { provider: 'steam', id: '2' }
      await users.link(onSteam, 'ada')
      expect(await users.link(another, 'ada')).toBe('occupied')
      expect(await users.linked(onSteam)).toBe('ada')
      expect(await users.linked(another)).toBeUndefined()
      expect(await users.link(another, 'bob')).toEqual({ userId: 'bob' })
    })

    test('who has an identity is told to a user that has another one too', async () => {
      const users = await open()
      await users.link(onSteam, 'ada')
      await users.link({ provider: 'steam', id: '2' }, 'bob')
      expect(await users.link(onSteam, 'bob')).toEqual({ userId: 'ada' })
    })

    test('a user can have an identity of each provider, also with one id', async () => {
      const users = await open()
      const onApple = { provider: 'apple', id: '1' }
      await users.link(onSteam, 'ada')
      expect(await users.linked(onApple)).toBeUndefined()
      expect(await users.link(onApple, 'ada')).toEqual({ userId: 'ada' })
      expect(await users.linked(onApple)).toBe('ada')
    })

    test('of two that link one identity at the same time, both get the same user', async () => {
      const users = await open()
      const [first, second] = await Promise.all([users.link(onSteam, 'ada'), users.link(onSteam, 'bob')])
      expect(first).toEqual(second)
      expect(first).toEqual({ userId: await users.linked(onSteam) })
    })

    test('of two identities that are linked to one user at the same time, one is', async () => {
      const users = await open()
      const another = { provider: 'steam', id: '2' }
      const answers = await Promise.all([users.link(onSteam, 'ada'), users.link(another, 'ada')])
      expect(answers.filter((answer) => answer === 'occupied')).toHaveLength(1)
      const owners = [await users.linked(onSteam), await users.linked(another)]
      expect(owners.filter((owner) => owner === 'ada')).toHaveLength(1)
    })

    test('a guest stays one, under the same name, when it is linked', async () => {
      const users = await open()
      await users.addGuest(ada)
      await users.rename('ada', 'Ada')
      await users.link(onSteam, 'ada')
      expect(await users.secretHash('ada')).toBe('hash-of-ada')
      expect(await users.name('ada')).toBe('Ada')
    })
  })

  describe(`${engine} users: hostile strings`, () => {
    test('an id that nobody has used has nothing', async () => {
      const users = await open()
      for (const id of hostile) {
        expect(await users.name(id)).toBeUndefined()
        expect(await users.secretHash(id)).toBeUndefined()
      }
    })

    test('every id is its own', async () => {
      const users = await open()
      for (const [index, id] of hostile.entries()) {
        expect(await users.addGuest({ userId: id, secretHash: `hash ${index}`, createdAt: index })).toBe(
          'added',
        )
        await users.rename(id, `name ${index}`)
      }
      for (const [index, id] of hostile.entries()) {
        expect(await users.secretHash(id)).toBe(`hash ${index}`)
        expect(await users.name(id)).toBe(`name ${index}`)
      }
    })

    test('every identity is its own', async () => {
      const users = await open()
      for (const [index, text] of hostile.entries()) {
        expect(await users.linked({ provider: 'steam', id: text })).toBeUndefined()
        expect(await users.linked({ provider: text, id: 'one' })).toBeUndefined()
        expect(await users.link({ provider: 'steam', id: text }, `user ${index}`)).toEqual({
          userId: `user ${index}`,
        })
        expect(await users.link({ provider: text, id: 'one' }, text)).toEqual({ userId: text })
      }
      for (const [index, text] of hostile.entries()) {
        expect(await users.linked({ provider: 'steam', id: text })).toBe(`user ${index}`)
        expect(await users.linked({ provider: text, id: 'one' })).toBe(text)
      }
    })

    test('where an identity ends and its provider begins matters', async () => {
      const users = await open()
      const alike = [
        ['a', 'b:c'],
        ['a:b', 'c'],
        ['a","b', 'c'],
        ['a', 'b","c'],
        ['', 'abc'],
        ['abc', ''],
      ].map(([provider = '', id = '']) => ({ provider, id }))
      for (const [index, identity] of alike.entries()) {
        expect(await users.link(identity, `${index}`)).toEqual({ userId: `${index}` })
      }
    })

    test('every name comes back as it was given', async () => {
      const users = await open()
      for (const name of hostile) {
        await users.rename('ada', name)
        expect(await users.name('ada')).toBe(name)
      }
    })
  })
}
