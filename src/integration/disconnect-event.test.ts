import { describe, expect, test } from 'vitest'
import { disconnectEvent } from './disconnect-event.ts'
import { disconnectFixture } from './events.fixture.ts'
import { aRecord } from './records.fixture.ts'

const when = { requestId: 'VJ2lgFQGoAMFTsg=', now: 1709251803500 }

describe('the event of $disconnect', () => {
  test('is what captured ones are, member by member and in their order', () => {
    const record = aRecord({
      authorizer: { principalId: 'ada', context: { level: '7', isAdmin: 'true' } },
    })
    const text = disconnectEvent(record, { ...when, code: 1005, reason: '' })
    expect(text).toBe(JSON.stringify(disconnectFixture))
  })

  test('has the stage variables, if there are any', () => {
    const text = disconnectEvent(aRecord({ variables: { a: 'b' } }), { ...when, code: 1001, reason: '' })
    expect(JSON.parse(text).stageVariables).toEqual({ a: 'b' })
  })

  test.each([
    [1001, '', ''],
    [1001, 'Going away', 'Going away'],
    [1000, 'Connection Closed Normally', 'Connection Closed Normally'],
    [1006, '', ''],
    [4000, 'kicked "out"\n', 'kicked "out"\n'],
  ])('gives code %d and reason "%s" as they are', (code, reason, expected) => {
    const { requestContext } = JSON.parse(disconnectEvent(aRecord(), { ...when, code, reason }))
    expect(requestContext).toMatchObject({ disconnectStatusCode: code, disconnectReason: expected })
  })
})
