import { expect, test } from 'vitest'
import { beginning } from './chat-state.ts'
import { doneElsewhere, readElsewhere } from './elsewhere.ts'
import { nothingKept } from './kept.ts'

const name = 'room:lobby'
const read = (offset: number, epoch = 'e1') => ({ epoch, offset })
const keptAt = (offset: number, epoch?: string) => ({
  channels: [{ name, read: read(offset, epoch) }],
  active: name,
})
const readUpTo = (offset: number) => beginning(keptAt(offset), { id: 'me', name: 'Me' })

test('what was joined and left in another tab is found', () => {
  const books = { name: 'room:books' }
  const before = { ...nothingKept, channels: [...nothingKept.channels, books] }
  expect(doneElsewhere(before, nothingKept)).toEqual({ joined: [books], left: [] })
  expect(doneElsewhere(nothingKept, before)).toEqual({ joined: [], left: ['room:books'] })
})

test('what was read further in another tab is read here, and never less than before', () => {
  expect(readElsewhere(readUpTo(3), keptAt(5)).rooms[0]?.read).toEqual(read(5))
  const state = readUpTo(5)
  expect(readElsewhere(state, keptAt(3))).toBe(state)
})

test('a place in another epoch counts only if that is the newest one', () => {
  const state = readUpTo(5)
  expect(readElsewhere(state, keptAt(9, 'e2'))).toBe(state)
  const moved = { ...state, rooms: state.rooms.map((room) => ({ ...room, latest: read(2, 'e2') })) }
  expect(readElsewhere(moved, keptAt(1, 'e2')).rooms[0]?.read).toEqual(read(1, 'e2'))
})
