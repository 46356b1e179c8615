import { expect, test } from 'vitest'
import type { Invoked } from '../../core/index.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { withinTime } from './within-time.ts'

const call = {
  record: {
    apiId: 'a',
    stage: 'live',
    accountId: '000000000000',
    region: 'us-east-1',
    connectionId: 'c',
    connectedAt: 0,
    requestedAt: 0,
    domainName: 'here',
    sourceIp: '127.0.0.1',
  },
  routeKey: 'slow',
  requestId: 'r',
  now: 0,
  event: () => '{}',
}

test('what answers in time is the answer', async () => {
  const clock = movedClock()
  const answer: Invoked = { kind: 'returned', result: 1 }
  expect(await withinTime(async () => answer, 1_000, clock)(call)).toBe(answer)
  expect(clock.waiting()).toBe(0)
})

test('what answers later, or never, has failed', async () => {
  const clock = movedClock()
  const answered = withinTime(() => new Promise(() => {}), 1_000, clock)(call)
  await clock.pass(1_000)
  expect(await answered).toMatchObject({ kind: 'failed', errorMessage: 'there was no answer within 1000 ms' })
})
