import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { Account, Accounts, Session } from './accounts.ts'

const now = 1_700_000_000_000

const ada: Account = {
  username: 'ada',
  sub: 'sub-of-ada',
  attributes: { email: 'ada@example.com', name: 'Ada' },
  passwordHash: 'hash-of-ada',
  status: 'CONFIRMED',
  createdAt: now,
  changedAt: now + 1,
}

/** Strings that break engines which quote, fold, cut or interpret what they are given. All differ. */
const hostile = [
  '__proto__',
  'constructor',
  '',
  `'; DROP TABLE accounts; --`,
  '"',
  '\\',
  '%',
  'case',
  'CASE',
  ' padded ',
  'padded',
  'e\u0301',
  '\u00e9',
  'nul\0one',
  'nul\0two',
  '\ud800',
  '\ud801',
  'x'.repeat(10_240),
]

function account(username: string): Account {
  return { ...ada, username, sub: `sub of ${username}` }
}

function session(tokenHash: string, username = 'ada', expiresAt = now + 1_000): Session {
  return { tokenHash, username, id: `id of ${tokenHash}`, signedInAt: now, expiresAt }
}

/** What every engine of `Accounts` holds to. `open` gives an empty one. */
export function accountsContract(engine: string, open: () => Later<Accounts>): void {
  people(engine, open)
  passwords(engine, open)
  replacedPasswords(engine, open)
  sessions(engine, open)
}

function people(engine: string, open: () => Later<Accounts>): void {
  describe(`${engine} accounts`, () => {
    test('an account that was added comes back as it was given, with or without a password', async () => {
      const accounts = await open()
      const bob: Account = {
        username: 'bob',
        sub: 'sub-of-bob',
        attributes: {},
        passwordHash: undefined,
        status: 'FORCE_CHANGE_PASSWORD',
        createdAt: 0,
        changedAt: 0,
      }
      expect(await accounts.add(ada)).toBe('added')
      expect(await accounts.add(bob)).toBe('added')
      expect(await accounts.find('ada')).toEqual(ada)
      expect(await accounts.find('bob')).toEqual(bob)
    })

    test('an account that was never added is not found', async () => {
      const accounts = await open()
      await accounts.add(ada)
      for (const username of ['bob', 'Ada', ...hostile]) expect(await accounts.find(username)).toBeUndefined()
    })

    test('adding one that exists leaves it as it was', async () => {
      const accounts = await open()
      await accounts.add(ada)
      expect(await accounts.add({ ...ada, sub: 'another', passwordHash: 'another' })).toBe('exists')
      expect(await accounts.find('ada')).toEqual(ada)
    })

    test('the sub of an account is given to no other', async () => {
      const accounts = await open()
      await accounts.add(ada)
      expect(await accounts.add({ ...ada, username: 'bob' })).toBe('exists')
      expect(await accounts.find('bob')).toBeUndefined()
    })

    test('of two that add one account at the same time, one does', async () => {
      const accounts = await open()
      const answers = await Promise.all([accounts.add(ada), accounts.add(ada)])
      expect(answers.toSorted()).toEqual(['added', 'exists'])
    })

    test('every text comes back as it was given, and every username is its own', async () => {
      const accounts = await open()
      for (const text of hostile) {
        const attributes = Object.fromEntries([[text, text]])
        const given = { ...account(text), attributes, passwordHash: text }
        expect(await accounts.add(given)).toBe('added')
        const found = await accounts.find(text)
        expect(found).toEqual(given)
        expect(Object.entries(found?.attributes ?? {})).toEqual([[text, text]])
      }
    })
  })
}

function passwords(engine: string, open: () => Later<Accounts>): void {
  describe(`${engine} accounts: passwords`, () => {
    test('setting a password changes it, its status and its time, and nothing else', async () => {
      const accounts = await open()
      await accounts.add(ada)
      await accounts.add(account('bob'))
      const password = { passwordHash: 'new', status: 'FORCE_CHANGE_PASSWORD', changedAt: now + 5 } as const
      expect(await accounts.setPassword('ada', password)).toBe('set')
      expect(await accounts.find('ada')).toEqual({ ...ada, ...password })
      expect(await accounts.find('bob')).toEqual(account('bob'))
    })

    test('a password can be taken away, and an empty hash is a hash', async () => {
      const accounts = await open()
      await accounts.add(ada)
      const rest = { status: 'CONFIRMED', changedAt: now } as const
      await accounts.setPassword('ada', { ...rest, passwordHash: undefined })
      expect((await accounts.find('ada'))?.passwordHash).toBeUndefined()
      await accounts.setPassword('ada', { ...rest, passwordHash: '' })
      expect((await accounts.find('ada'))?.passwordHash).toBe('')
    })

    test('a password of nobody is set for nobody', async () => {
      const accounts = await open()
      await accounts.add(ada)
      const password = { passwordHash: 'new', status: 'CONFIRMED', changedAt: now } as const
      for (const username of ['bob', 'ADA', ...hostile]) {
        expect(await accounts.setPassword(username, password)).toBe('unknown')
        expect(await accounts.setPassword(username, password, ada)).toBe('unknown')
      }
      expect(await accounts.find('ada')).toEqual(ada)
    })
  })
}

function replacedPasswords(engine: string, open: () => Later<Accounts>): void {
  describe(`${engine} accounts: replaced passwords`, () => {
    const password = { passwordHash: 'new', status: 'CONFIRMED', changedAt: now + 5 } as const

    test('a password whose hash is still the one that was named is replaced', async () => {
      const accounts = await open()
      for (const text of hostile) {
        await accounts.add({ ...account(text), passwordHash: text })
        expect(await accounts.setPassword(text, password, { passwordHash: text })).toBe('set')
        expect(await accounts.find(text)).toEqual({ ...account(text), ...password })
      }
    })

    test('a password that is another by now stays as it is', async () => {
      const accounts = await open()
      await accounts.add(ada)
      for (const passwordHash of [undefined, 'HASH-OF-ADA', 'hash-of-ada ', ...hostile]) {
        expect(await accounts.setPassword('ada', password, { passwordHash })).toBe('changed')
      }
      expect(await accounts.find('ada')).toEqual(ada)
    })

    test('having no password is replaced as a password is, and is not an empty hash', async () => {
      const accounts = await open()
      await accounts.add({ ...ada, passwordHash: undefined })
      expect(await accounts.setPassword('ada', password, { passwordHash: '' })).toBe('changed')
      expect(await accounts.setPassword('ada', password, { passwordHash: undefined })).toBe('set')
      expect(await accounts.setPassword('ada', password, { passwordHash: undefined })).toBe('changed')
    })

    test('of two that replace one password at the same time, one does', async () => {
      const accounts = await open()
      await accounts.add(ada)
      const replace = async (passwordHash: string) => ({
        passwordHash,
        outcome: await accounts.setPassword('ada', { ...password, passwordHash }, ada),
      })
      const answers = await Promise.all([replace('one'), replace('two')])
      expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['changed', 'set'])
      const winner = answers.find(({ outcome }) => outcome === 'set')
      expect((await accounts.find('ada'))?.passwordHash).toBe(winner?.passwordHash)
    })
  })
}

function sessions(engine: string, open: () => Later<Accounts>): void {
  describe(`${engine} accounts: sessions`, () => {
    test('a session is found by its hash, as it was given', async () => {
      const accounts = await open()
      await accounts.addSession(session('one'))
      await accounts.addSession(session('two', 'bob'))
      expect(await accounts.session('one')).toEqual(session('one'))
      expect(await accounts.session('two')).toEqual(session('two', 'bob'))
      expect(await accounts.session('three')).toBeUndefined()
    })

    test('ending the sessions of an account ends all of them, and nobody else’s', async () => {
      const accounts = await open()
      await accounts.addSession(session('one'))
      await accounts.addSession(session('two'))
      await accounts.addSession(session('three', 'bob'))
      await accounts.endSessions('ada')
      expect(await accounts.session('one')).toBeUndefined()
      expect(await accounts.session('two')).toBeUndefined()
      expect(await accounts.session('three')).toEqual(session('three', 'bob'))
      await accounts.endSessions('ada')
      await accounts.endSessions('nobody')
    })

    test('a session does not go before it expires, however many others come', async () => {
      const accounts = await open()
      await accounts.addSession(session('long'))
      for (let at = 1; at < 1_000; at += 100) {
        await accounts.addSession({ ...session(`at ${at}`), signedInAt: now + at })
      }
      expect(await accounts.session('long')).toEqual(session('long'))
    })

    test('every hash is its own', async () => {
      const accounts = await open()
      for (const text of hostile) await accounts.addSession(session(text, text))
      for (const text of hostile) {
        expect(await accounts.session(text)).toEqual(session(text, text))
        await accounts.endSessions(text)
        expect(await accounts.session(text)).toBeUndefined()
      }
    })
  })
}
