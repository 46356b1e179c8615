import { expect, test } from 'vitest'
import { connectAnswer, messageAnswer } from './answers.ts'
import { mockIntegration } from './mock-integration.ts'
import type { ProxyCall } from './proxy-call.ts'
import { aRecord } from './records.fixture.ts'

const call: ProxyCall = {
  record: aRecord(),
  routeKey: 'ping',
  requestId: 'id',
  now: 0,
  event: () => {
    throw new Error('nobody asked for the event')
  },
}

test('a mock answers what it was told to, and makes no event', async () => {
  const pong = await mockIntegration({ body: 'pong' })(call)
  expect(messageAnswer(pong, { isTwoWay: true, errorAnswers: 'silent', maxBytes: 131_072 })).toEqual({
    frame: 'pong',
  })
  expect(connectAnswer(await mockIntegration({})(call))).toEqual({ accept: { headers: [] } })
  expect(connectAnswer(await mockIntegration({ status: 403 })(call))).toMatchObject({
    refuse: { status: 403 },
  })
})

test('a mock without a body says nothing', async () => {
  const silent = await mockIntegration({})(call)
  expect(messageAnswer(silent, { isTwoWay: true, errorAnswers: 'silent', maxBytes: 131_072 })).toBe('nothing')
})
