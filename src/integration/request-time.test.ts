import { expect, test } from 'vitest'
import { leapSecond } from './records.fixture.ts'
import { requestTime } from './request-time.ts'

test('a moment is written as access logs have it', () => {
  expect(requestTime(Date.UTC(2024, 1, 19, 7, 1, 2, 999))).toBe('19/Feb/2024:07:01:02 +0000')
  expect(requestTime(0)).toBe('01/Jan/1970:00:00:00 +0000')
})

test('a moment is written anew when the second is another one, later or earlier', () => {
  expect(requestTime(leapSecond)).toBe('29/Feb/2024:23:59:59 +0000')
  expect(requestTime(leapSecond + 749)).toBe('29/Feb/2024:23:59:59 +0000')
  expect(requestTime(leapSecond + 750)).toBe('01/Mar/2024:00:00:00 +0000')
  expect(requestTime(leapSecond - 1_000)).toBe('29/Feb/2024:23:59:58 +0000')
})
