import { describe, expect, test } from 'vitest'
import type { Authorizer } from '../core/ports/authorizer.ts'
import { anyOf } from './any-of.ts'
import { handshake, invalidToken, noToken } from './handshake.fixture.ts'

const forbidden = { deny: { status: 403, reason: 'forbidden' } } as const
const ada = { allow: { id: 'ada', context: { by: 'the first' } } }
const bob = { allow: { id: 'bob' } }

const knows =
  (verdict: Awaited<ReturnType<Authorizer>>): Authorizer =>
  () =>
    verdict
const throws: Authorizer = () => {
  throw new Error('the keys cannot be had')
}
const rejects: Authorizer = async () => {
  throw new Error('the store is gone')
}

const decide = async (...authorizers: Authorizer[]) => anyOf(authorizers)(handshake())

describe('of several authorizers', () => {
  test('the first that lets a client in says who it is, and the others are not asked', async () => {
    const asked: string[] = []
    const counted: Authorizer = () => {
      asked.push('later')
      return bob
    }
    expect(await decide(knows(noToken), knows(ada), counted)).toEqual(ada)
    expect(asked).toEqual([])
    expect(await decide(knows(forbidden), async () => bob, knows(ada))).toEqual(bob)
  })

  test('each sees the handshake as it came', async () => {
    const came = handshake({ token: 'x' })
    const seen: unknown[] = []
    const looks: Authorizer = (given) => {
      seen.push(given)
      return noToken
    }
    await anyOf([looks, looks])(came)
    expect(seen).toEqual([came, came])
  })

  test.each([
    ['a wrong token goes before a missing one', [noToken, invalidToken], invalidToken],
    ['a wrong token goes before a missing permission', [forbidden, invalidToken, noToken], invalidToken],
    ['a missing permission goes before a missing token', [noToken, forbidden], forbidden],
    ['nothing but missing tokens is a missing token', [noToken, noToken], noToken],
  ])('%s', async (_, verdicts, expected) => {
    expect(await decide(...verdicts.map(knows))).toEqual(expected)
  })

  test.each([
    ['throws', throws],
    ['rejects', rejects],
  ])('one that %s stops nobody whom another lets in', async (_, fails) => {
    expect(await decide(fails, knows(ada))).toEqual(ada)
    expect(await decide(knows(ada), fails)).toEqual(ada)
  })

  test('where one cannot decide and none lets in, nothing is decided', async () => {
    await expect(decide(throws, knows(invalidToken))).rejects.toThrow('the keys cannot be had')
    await expect(decide(knows(noToken), rejects, throws)).rejects.toThrow('the store is gone')
  })
})

test('one alone decides as it would without the others', async () => {
  expect(anyOf([throws])).toBe(throws)
  expect(await decide(knows(noToken))).toEqual(noToken)
})

test('none at all lets nobody in', async () => {
  expect(await decide()).toEqual(forbidden)
})
