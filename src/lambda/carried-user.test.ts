import { expect, test } from 'vitest'
import { carried, carry } from './carried-user.ts'

test('a user comes out of the context as it went in', () => {
  const user = { id: 'ada', name: 'Ada', context: { scope: 'guest', sub: 'ada' } }
  expect(carried({ ...carry(user), principalId: 'ada', integrationLatency: 3 }, 'c1')).toEqual({ user })
})

test('a refusal comes with the reason', () => {
  const context = carry({ id: 'c1' }, 'invalid-token')
  expect(carried({ ...context, principalId: 'c1' }, 'c1')).toMatchObject({ refused: 'invalid-token' })
})

test('a claim of a token cannot pass for what is said here', () => {
  const context = carry({
    id: 'eve',
    context: { stoaName: '#host', stoaRefused: 'no-token', principalId: 'ada', sub: 'eve' },
  })
  expect(context).toEqual({ sub: 'eve' })
})

test('without an authorizer each connection is somebody else', () => {
  expect(carried(undefined, 'c1')).toEqual({ user: { id: 'c1', context: {} } })
})
