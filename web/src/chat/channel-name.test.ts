import { expect, test } from 'vitest'
import { channelOfHash, directName, hashOf, kindOf, meant, otherOf } from './channel-name.ts'

test('a bare name is a room, and a hash sign before it is left out', () => {
  expect(meant('lobby')).toBe('room:lobby')
  expect(meant(' #lobby ')).toBe('room:lobby')
  expect(meant('book club')).toBe('room:book-club')
  expect(meant('game:7')).toBe('game:7')
})

test.each(['', '   ', ':', 'room:', 'room: a', `room:${'x'.repeat(200)}`, '1:a'])(
  '%j names no channel',
  (typed) => {
    expect(meant(typed)).toBeUndefined()
  },
)

test('two people have one conversation, whoever begins it', () => {
  expect(directName('b', 'a')).toBe('dm:a,b')
  expect(directName('a', 'b')).toBe('dm:a,b')
  expect(otherOf('dm:a,b', 'a')).toBe('b')
  expect(otherOf('dm:a,b', 'b')).toBe('a')
})

test.each(['dm:a,b', 'dm:me', 'dm:z,me', 'dm:a,b,me', 'room:me,z'])(
  '%s is no conversation of mine',
  (name) => {
    expect(otherOf(name, 'me')).toBeUndefined()
  },
)

test('what is no room and no conversation goes by its whole name', () => {
  expect(kindOf('game:7')).toEqual({ kind: 'other', label: 'game:7' })
  expect(kindOf('dm:a')).toEqual({ kind: 'other', label: 'dm:a' })
})

test('a link leads to the channel that it was made of', () => {
  for (const name of ['room:42', 'dm:a,b', 'room:agorá', 'room:50%']) {
    expect(channelOfHash(hashOf(name))).toBe(name)
  }
  expect(hashOf('room:42')).toBe('#/room:42')
  expect(channelOfHash('#/%E0%A4%A')).toBeUndefined()
  expect(channelOfHash('')).toBeUndefined()
})
