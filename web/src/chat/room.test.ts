import { describe, expect, test } from 'vitest'
import type { Heard, Page, Position } from './hub-client.ts'
import { failed, sending, sent } from './outgoing.ts'
import {
  emptyRoom,
  entered,
  hear,
  LONGEST,
  look,
  losesTrack,
  oldestOffset,
  prepend,
  type Room,
  readAll,
  refill,
  unreadOf,
} from './room.ts'

const me = 'me'
const heard = (offset: number, from = 'ada', epoch = 'e'): Heard => ({
  mid: `${epoch}${offset}`,
  from: { id: from, name: from },
  ts: offset,
  data: { text: String(offset) },
  epoch,
  offset,
})
const page = (from: number, to: number, more = false): Page => ({
  events: Array.from({ length: to - from + 1 }, (_, index) => heard(from + index)),
  epoch: 'e',
  more,
})
const at = (offset: number, epoch = 'e'): Position => ({ epoch, offset })
const shown = ({ items }: Room) => items.map((item) => (item.kind === 'said' ? item.position?.offset : 'gap'))
const joined = (offset: number, read?: Position) =>
  entered(emptyRoom('room:a', read === undefined ? {} : { read }), at(offset))

describe('unread', () => {
  test('who enters a room for the first time has nothing to catch up with', () => {
    expect(unreadOf(joined(40), me)).toBe(0)
  })

  test('a conversation that somebody else began is new as a whole', () => {
    expect(unreadOf(entered(emptyRoom('dm:a,me'), at(3)), me)).toBe(3)
  })

  test('who comes back has missed what came after the last message read', () => {
    expect(unreadOf(joined(40, at(33)), me)).toBe(7)
  })

  test('after the history was lost, all that is in the new one is unread', () => {
    expect(unreadOf(joined(4, at(33, 'before')), me)).toBe(4)
  })

  test('messages of others count until they are read, one’s own do not', () => {
    const room = [heard(41), heard(42, me), heard(43)].reduce(hear, joined(40))
    expect(unreadOf(room, me)).toBe(2)
    expect(unreadOf(readAll(room), me)).toBe(0)
  })

  test('messages without a position are counted as well', () => {
    const { mid, from, ts, data } = heard(1)
    const room = hear(emptyRoom('room:a'), { mid, from, ts, data })
    expect(unreadOf(room, me)).toBe(1)
    expect(unreadOf(readAll(room), me)).toBe(0)
  })

  test('the mark is where one stopped reading, if anything is new', () => {
    expect(look(joined(40, at(33)), me).mark).toEqual(at(33))
    expect(look(joined(40), me).mark).toBeUndefined()
  })
})

describe('history', () => {
  test('pages go before what was heard, without what is there already', () => {
    const room = prepend(hear(joined(9), heard(10)), page(6, 10, true))
    expect(shown(room)).toEqual([6, 7, 8, 9, 10])
    expect(oldestOffset(room)).toBe(6)
    expect(room.older).toBe('more')
  })

  test('a page of another history is not put before this one', () => {
    const room = prepend(hear(joined(0), heard(1, 'ada', 'old')), page(1, 3))
    expect(shown(room)).toEqual([1])
    expect(room.older).toBe('none')
  })

  test('what is heard twice is shown once', () => {
    expect(shown([heard(1), heard(1), heard(2)].reduce(hear, joined(0)))).toEqual([1, 2])
  })

  test('a long room forgets its beginning, which can be loaded again', () => {
    const all = Array.from({ length: LONGEST + 1 }, (_, index) => heard(index + 1))
    const room = all.reduce(hear, { ...joined(0), older: 'none' as const })
    expect(room.items.length).toBeLessThan(LONGEST)
    expect(room.older).toBe('more')
    expect(shown(room).at(-1)).toBe(LONGEST + 1)
  })
})

describe('a gap', () => {
  const lossy = losesTrack(hear(joined(4), heard(5)), 'g', at(90))

  test('is shown where it is, and what the page of the newest brings goes behind it', () => {
    const room = refill(hear(lossy, heard(91)), 'g', at(5), page(42, 91))
    expect(shown(room).slice(0, 3)).toEqual([5, 'gap', 42])
    expect(shown(room).at(-1)).toBe(91)
    expect(shown(room)).toHaveLength(52)
  })

  test('is none when the newest page reaches back to what was heard last', () => {
    expect(shown(refill(lossy, 'g', at(5), page(6, 8)))).toEqual([5, 6, 7, 8])
  })

  test('is none in an empty room', () => {
    expect(losesTrack(joined(4), 'g', at(90)).items).toEqual([])
  })
})

describe('own messages', () => {
  test('a message that comes back with a page is not shown as under way any more', () => {
    const said = { key: 'k', text: 'hello', at: 1 }
    const lost = losesTrack(joined(3), 'gap', at(9))
    for (const room of [lost, hear(lost, heard(2))]) {
      const own = sent(sending(room, said), 'k', 'e10')
      expect(refill(own, 'gap', at(3), page(8, 10)).outgoing).toEqual([])
      expect(prepend(own, page(8, 9)).outgoing).toHaveLength(1)
    }
  })

  const own = { key: 'k', text: 'hello', at: 1 }
  const waiting = sending(joined(0), own)

  test('are shown as sent until they come back from the room', () => {
    const room = sent(waiting, 'k', 'e1')
    expect(room.outgoing).toMatchObject([{ delivery: { state: 'sent' } }])
    expect(hear(room, heard(1, me)).outgoing).toEqual([])
  })

  test('that came back before they were acknowledged are shown once', () => {
    expect(sent(hear(waiting, heard(1, me)), 'k', 'e1').outgoing).toEqual([])
  })

  test('that failed can be sent again, and are then the newest', () => {
    const room = sending(failed(waiting, 'k', 'no', true), { key: 'l', text: 'more', at: 2 })
    expect(room.outgoing.map(({ delivery }) => delivery.state)).toEqual(['failed', 'sending'])
    expect(sending(room, own).outgoing.map(({ key }) => key)).toEqual(['l', 'k'])
  })
})
