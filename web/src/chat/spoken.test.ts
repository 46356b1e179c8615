import { expect, test } from 'vitest'
import type { Item } from './room.ts'
import { announced } from './spoken.ts'

const said = (mid: string, text: string, by = 'ada'): Item => ({
  kind: 'said',
  mid,
  from: { id: by, name: by },
  at: 0,
  body: { kind: 'text', text },
  position: undefined,
})

test('what others have said since is read out, and one’s own words are not', () => {
  const items = [said('1', 'before'), said('2', 'hello'), said('3', 'mine', 'me'), said('4', 'there')]
  expect(announced(items, '1', 'me')).toBe('ada: hello\nada: there')
})

test('of a lot of messages only the number is read out', () => {
  const items = ['a', 'b', 'c', 'd', 'e', 'f'].map((mid) => said(mid, mid))
  expect(announced(items, '', 'me')).toBe('6 new messages')
})

test('nothing is read out where nothing is new', () => {
  expect(announced([said('1', 'before')], '1', 'me')).toBe('')
})
