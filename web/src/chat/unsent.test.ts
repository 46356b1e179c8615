import { expect, test } from 'vitest'
import { memoryShelf } from './memory-shelf.fixture.ts'
import { failed, sending, sent } from './outgoing.ts'
import { emptyRoom } from './room.ts'
import { forgetUnsent, readUnsent, writeUnsent } from './unsent.ts'

const own = { key: 'k', text: 'hello', at: 5 }
const room = sending(emptyRoom('room:lobby'), own)

test.each([
  ['on its way', room],
  ['refused', failed(room, 'k', 'You are muted.', true)],
])('a text that was %s is there again as it was', (_, before) => {
  const shelf = memoryShelf()
  writeUnsent(shelf, 'ada', [before, emptyRoom('room:books')])
  expect(readUnsent(shelf, 'ada')).toEqual(new Map([['room:lobby', before.outgoing]]))
})

test('what the hub has is not kept, nor what is forgotten', () => {
  const shelf = memoryShelf()
  writeUnsent(shelf, 'ada', [sent(room, 'k', 'm1')])
  expect(readUnsent(shelf, 'ada').size).toBe(0)
  writeUnsent(shelf, 'ada', [room])
  forgetUnsent(shelf, 'ada')
  expect(readUnsent(shelf, 'ada').size).toBe(0)
})

test.each([
  '{',
  '{}',
  '[7]',
  '[{"name": 7}]',
  '[{"name": "room:lobby", "unsent": 7}]',
  '[{"name": "room:lobby", "unsent": [{"key": "k"}]}]',
])('what is kept as %s is nothing to send', (kept) => {
  const shelf = memoryShelf()
  shelf.write('stoa.unsent.ada', kept)
  expect([...readUnsent(shelf, 'ada').values()].flat()).toEqual([])
})
