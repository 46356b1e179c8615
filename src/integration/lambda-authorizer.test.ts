import { describe, expect, test } from 'vitest'
import type { Invocation, Invoked } from '../core/index.ts'
import { parseIdentitySource } from './identity-sources.ts'
import { lambdaAuthorizer } from './lambda-authorizer.ts'
import { aRecord, aRequest, countedIds, someIds } from './records.fixture.ts'

const statement = (Effect: string, Resource = '*') => ({ Action: 'execute-api:Invoke', Effect, Resource })
const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements })
const allowed = { principalId: 'ada', policyDocument: policy(statement('Allow')) }

const returned = (result: unknown): Invoked => ({ kind: 'returned', result })
const failed = (errorMessage: string, errorType = 'Error'): Invoked => ({
  kind: 'failed',
  errorType,
  errorMessage,
})

function asking(invoked: Invoked, sources: readonly string[] = [], target = '/prod?token=t') {
  const invocations: Invocation[] = []
  const authorize = lambdaAuthorizer({
    invoke: (invocation) => {
      invocations.push(invocation)
      return Promise.resolve(invoked)
    },
    ids: countedIds(),
    sources: sources.map(parseIdentitySource),
  })
  return { invocations, verdict: authorize(aRecord(), aRequest({ target }), someIds) }
}

describe('a Lambda authorizer', () => {
  test('lets in whom the function’s policy lets in', async () => {
    const { verdict } = asking(returned(allowed))
    expect(await verdict).toEqual({ allow: { id: 'ada', context: {}, nativeContext: {} } })
  })

  test('asks with the event of an authorizer', async () => {
    const { invocations, verdict } = asking(returned(allowed))
    await verdict
    expect(invocations).toHaveLength(1)
    expect(JSON.parse(invocations[0]?.event ?? '')).toMatchObject({
      type: 'REQUEST',
      queryStringParameters: { token: 't' },
      requestContext: { connectionId: 'VJ2kdc9zIAMCK1w=', requestId: someIds.requestId },
    })
  })

  test('gives what the function says of the user as texts, and as it was', async () => {
    const context = { name: 'Ada', level: 7, ratio: 0.5, isAdmin: true, nothing: null }
    const { verdict } = asking(returned({ ...allowed, context, usageIdentifierKey: 'key' }))
    expect(await verdict).toEqual({
      allow: {
        id: 'ada',
        context: { name: 'Ada', level: '7', ratio: '0.5', isAdmin: 'true' },
        nativeContext: { name: 'Ada', level: 7, ratio: 0.5, isAdmin: true },
        usageIdentifierKey: 'key',
      },
    })
  })

  test('refuses with 401 without a call where an identity source is missing', async () => {
    const sources = ['route.request.querystring.token', 'route.request.header.Auth']
    const { invocations, verdict } = asking(returned(allowed), sources)
    expect(await verdict).toEqual({ deny: { status: 401, reason: 'no-token' } })
    expect(invocations).toEqual([])
  })

  test('calls where all identity sources are there', async () => {
    const { invocations, verdict } = asking(returned(allowed), ['route.request.querystring.token'])
    expect(await verdict).toHaveProperty('allow')
    expect(invocations).toHaveLength(1)
  })

  test('refuses with 401 if the function throws Unauthorized, exactly', async () => {
    expect(await asking(failed('Unauthorized')).verdict).toEqual({
      deny: { status: 401, reason: 'invalid-token' },
    })
    await expect(asking(failed('unauthorized')).verdict).rejects.toThrow('Error: unauthorized')
    await expect(asking(failed('Unauthorized.')).verdict).rejects.toThrow('failed')
  })

  test.each([
    ['a Deny', policy(statement('Deny'))],
    ['a Deny beside an Allow', policy(statement('Allow'), statement('Deny'))],
    ['an Allow of another API', policy(statement('Allow', 'arn:aws:execute-api:*:*:other/*'))],
    ['no statement', policy()],
    [
      'another address',
      policy({ ...statement('Allow'), Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
    ],
  ])('refuses with 403 by %s', async (_label, policyDocument) => {
    const { verdict } = asking(returned({ principalId: 'ada', policyDocument }))
    expect(await verdict).toEqual({ deny: { status: 403, reason: 'forbidden' } })
  })

  test.each([
    ['a failure', failed('boom', 'TypeError'), 'TypeError: boom'],
    ['a timeout', failed('Task timed out after 3.00 seconds', 'Sandbox.Timedout'), 'Sandbox.Timedout'],
    ['nothing', returned(null), 'no object'],
    ['a text', returned('Allow'), 'no object'],
    ['an HTTP API’s answer', returned({ isAuthorized: true }), 'principalId'],
    ['a principal that is no text', returned({ ...allowed, principalId: 5 }), 'principalId'],
    ['an empty principal', returned({ ...allowed, principalId: '' }), 'principalId'],
    ['no policy', returned({ principalId: 'ada' }), 'policyDocument'],
    ['a wrong policy', returned({ ...allowed, policyDocument: policy({ Effect: 'Allow' }) }), 'statement 1'],
    ['a list in the context', returned({ ...allowed, context: { roles: ['a'] } }), '"roles"'],
    ['a context that is no object', returned({ ...allowed, context: 'x' }), 'context'],
    ['a key that is no text', returned({ ...allowed, usageIdentifierKey: 5 }), 'usageIdentifierKey'],
    ['too much', returned({ ...allowed, context: { a: 'é'.repeat(4_100) } }), '8 KiB'],
  ])('cannot tell by %s', async (_label, invoked, why) => {
    await expect(asking(invoked).verdict).rejects.toThrow(why)
  })
})
