import { expect, test } from 'vitest'
import { movedClock } from '../core/ports/moved-clock.fixture.ts'
import { receipts } from './receipts.ts'
import { countedIds } from './records.fixture.ts'

test('a message that comes again is the same one, and is counted', async () => {
  const clock = movedClock(1_000)
  const known = receipts(clock, countedIds())
  const first = known.receive('event', 'body', 900)
  await clock.pass(500)
  const second = known.receive('event', 'body', 1_400)
  expect(second).toEqual({ ...first, count: 2, receiptHandle: second.receiptHandle })
  expect(second.receiptHandle).not.toBe(first.receiptHandle)
  expect(first).toMatchObject({ count: 1, sentAt: 900, firstReceivedAt: 1_000 })
})

test('a message that was forgotten is a new one', () => {
  const known = receipts(movedClock(), countedIds())
  const { messageId } = known.receive('event', '', 0)
  known.forget('event')
  expect(known.receive('event', '', 0)).toMatchObject({ count: 1 })
  expect(known.receive('event', '', 0).messageId).not.toBe(messageId)
})

test('the message that came least lately makes way', () => {
  const known = receipts(movedClock(), countedIds(), 2)
  for (const id of ['a', 'b', 'a', 'c']) known.receive(id, '', 0)
  expect(known.receive('a', '', 0).count).toBe(3)
  expect(known.receive('b', '', 0).count).toBe(1)
})
