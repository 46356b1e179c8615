import { describe, expect, test } from 'vitest'
import type { Context } from '../../core/index.ts'
import { noVerbs } from '../../core/no-verbs.fixture.ts'
import { HubFailure } from './hub-failure.ts'
import { defaultRetention, type Namespace, type Role } from './namespaces.ts'
import { defaultHubOptions } from './options.ts'
import { demand, type Right, rulesOf } from './rules.ts'

const rights: readonly Right[] = ['join', 'publish', 'history', 'presence']

/** A namespace that is for the same people whatever they want. */
const only = (role: Role): Namespace => ({
  join: role,
  publish: role,
  history: role,
  presence: role,
  retention: defaultRetention,
})

const somebody = (scope: string, isIn: boolean, channels?: string): Context => ({
  ...noVerbs(),
  user: { id: 'ada', context: { scope, ...(channels && { channels }) } },
  isIn: () => isIn,
})

const people = {
  'a guest': somebody('guest', false),
  'a guest who has joined': somebody('guest', true),
  'a user': somebody('authenticated', false),
  'a user who has joined': somebody('authenticated', true),
  'a guest whose token has the channel': somebody('guest', false, 'x:1 room:7'),
}

function may(c: Context, right: Right, channel: string, role: Role): boolean {
  try {
    void demand(c, right, channel, only(role))
    return true
  } catch (error) {
    if (error instanceof HubFailure) return false
    throw error
  }
}

/** Who may do something, of the rights in their order. */
const allowed = (role: Role, channel: string): Record<string, readonly Right[]> =>
  Object.fromEntries(
    Object.entries(people).map(([who, c]) => [who, rights.filter((right) => may(c, right, channel, role))]),
  )

const other: readonly Right[] = ['publish', 'history', 'presence']

describe('a namespace', () => {
  test('for guests is for all who have a token', () => {
    for (const may of Object.values(allowed('guest', 'room:7'))) expect(may).toEqual(rights)
  })

  test('for users is for who has logged in as more than a guest', () => {
    expect(allowed('user', 'room:7')).toEqual({
      'a guest': [],
      'a guest who has joined': [],
      'a user': rights,
      'a user who has joined': rights,
      'a guest whose token has the channel': [],
    })
  })

  test('for members lets in who is meant, and all else is for who is in', () => {
    expect(allowed('member', 'room:7')).toEqual({
      'a guest': [],
      'a guest who has joined': other,
      'a user': [],
      'a user who has joined': other,
      'a guest whose token has the channel': ['join'],
    })
    for (const mayDo of Object.values(allowed('member', 'dm:ada,bob'))) expect(mayDo).toContain('join')
    for (const channel of ['dm:adam,bob', 'dm:ad', 'dm:ada bob', 'dm:ADA']) {
      expect(allowed('member', channel)['a user']).toEqual([])
    }
  })

  test('for nobody is for nobody', () => {
    for (const mayDo of Object.values(allowed('nobody', 'dm:ada'))) expect(mayDo).toEqual([])
  })
})

test.each(['secret:1', 'constructor:1', '__proto__:1', 'toString:x', ':', ':room'])(
  'what is in no namespace is refused: %s',
  (channel) => {
    expect(() => rulesOf(channel, defaultHubOptions)).toThrow('There are no channels')
  },
)
