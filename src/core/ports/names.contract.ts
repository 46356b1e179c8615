import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import { hostile } from './connections-under-test.fixture.ts'
import type { Names } from './names.ts'

/** What every engine of `Names` holds to. `open` gives one without names. */
export function namesContract(engine: string, open: () => Later<Names>): void {
  describe(`${engine} names`, () => {
    test('a name is one user’s, who may claim it again', async () => {
      const names = await open()
      expect(await names.claim('Ada', 'u1')).toBe('claimed')
      expect(await names.claim('Ada', 'u1')).toBe('claimed')
      expect(await names.claim('Ada', 'u2')).toBe('taken')
      expect(await names.claim('ada', 'u2')).toBe('claimed')
    })

    test('who takes another name gives up the one before', async () => {
      const names = await open()
      await names.claim('Ada', 'u1')
      expect(await names.claim('Countess', 'u1')).toBe('claimed')
      expect(await names.claim('Ada', 'u2')).toBe('claimed')
      expect(await names.claim('Ada', 'u1')).toBe('taken')
    })

    test('who does not get a name keeps the one before', async () => {
      const names = await open()
      await names.claim('Ada', 'u1')
      await names.claim('Bob', 'u2')
      expect(await names.claim('Ada', 'u2')).toBe('taken')
      expect(await names.claim('Bob', 'u3')).toBe('taken')
      expect(await names.claim('Ada', 'u1')).toBe('claimed')
    })

    test('somebody may come back to a name', async () => {
      const names = await open()
      for (const name of ['Ada', 'Countess', 'Ada', 'Countess']) {
        expect(await names.claim(name, 'u1')).toBe('claimed')
      }
      expect(await names.claim('Countess', 'u2')).toBe('taken')
      expect(await names.claim('Ada', 'u2')).toBe('claimed')
    })

    test('of many that want a name at once, one has it', async () => {
      const names = await open()
      const users = ['u1', 'u2', 'u3', 'u4', 'u5']
      const claimed = await Promise.all(users.map((user) => names.claim('Ada', user)))
      expect(claimed.filter((each) => each === 'claimed')).toHaveLength(1)
      const owner = users[claimed.indexOf('claimed')] ?? ''
      expect(await names.claim('Ada', owner)).toBe('claimed')
    })

    test('of the names that a user claims at once, one is the user’s in the end', async () => {
      const names = await open()
      const wanted = ['a', 'b', 'c', 'd', 'e']
      await Promise.all(wanted.map((name) => names.claim(name, 'u1')))
      await names.claim('last', 'u1')
      for (const [index, name] of wanted.entries()) {
        expect(await names.claim(name, `other ${index}`)).toBe('claimed')
      }
      expect(await names.claim('last', 'u2')).toBe('taken')
    })

    test('every name and every user is its own', async () => {
      const names = await open()
      for (const id of hostile) expect(await names.claim(id, id)).toBe('claimed')
      for (const id of hostile) {
        expect(await names.claim(id, 'somebody else')).toBe('taken')
        expect(await names.claim(id, id)).toBe('claimed')
      }
    })
  })
}
