import { expect, test } from 'vitest'
import { authorizedAs, connectIds, methodArn } from './connection-record.ts'
import { aRecord, countedIds, leapSecond } from './records.fixture.ts'

test('a request gets an id and a trace id that begins with its time', () => {
  expect(connectIds(countedIds(), leapSecond)).toEqual({
    requestId: '000000000000001=',
    traceId: 'Root=1-65e11a7f-000000000000000000000002',
  })
})

test('what is to be allowed is the $connect route of the stage', () => {
  expect(methodArn(aRecord())).toBe('arn:aws:execute-api:eu-central-1:123456789012:k3ta9f0abc/prod/$connect')
})

test('a user is what the authorizer said, as texts or as it is', () => {
  const user = { id: 'ada', context: { level: '7' }, nativeContext: { level: 7 } }
  expect(authorizedAs(user, 'text')).toEqual({ principalId: 'ada', context: { level: '7' } })
  expect(authorizedAs(user, 'native')).toEqual({ principalId: 'ada', context: { level: 7 } })
  expect(authorizedAs({ id: 'eve' }, 'native')).toEqual({ principalId: 'eve', context: {} })
})
