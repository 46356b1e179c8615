import { expect, test } from 'vitest'
import { inPassages } from './passages.ts'
import type { Item } from './room.ts'

const NOON = new Date(2026, 0, 15, 12).getTime()
const MINUTE = 60_000

const said = (offset: number, from: string, at = NOON): Item => ({
  kind: 'said',
  mid: `m${offset}`,
  from: { id: from, name: from },
  at,
  body: { kind: 'text', text: 'x' },
  position: { epoch: 'e', offset },
})
const kinds = (items: readonly Item[], mark?: number) =>
  inPassages(items, mark === undefined ? undefined : { epoch: 'e', offset: mark }, 'me').map((passage) =>
    passage.kind === 'group' ? passage.messages.map(({ mid }) => mid).join() : passage.kind,
  )

test('consecutive messages of one person are together, unless minutes or somebody come between', () => {
  const items = [
    said(1, 'a'),
    said(2, 'a', NOON + MINUTE),
    said(3, 'b'),
    said(4, 'a'),
    said(5, 'a', NOON + 9 * MINUTE),
  ]
  expect(kinds(items)).toEqual(['day', 'm1,m2', 'm3', 'm4', 'm5'])
})

test('each day begins with its date', () => {
  expect(kinds([said(1, 'a'), said(2, 'a', NOON + 24 * 60 * MINUTE)])).toEqual(['day', 'm1', 'day', 'm2'])
})

test('what is new begins behind a line, with the first message of somebody else', () => {
  expect(kinds([said(1, 'a'), said(2, 'me'), said(3, 'a'), said(4, 'a')], 1)).toEqual([
    'day',
    'm1',
    'm2',
    'new',
    'm3,m4',
  ])
})

test('a gap stands where it is', () => {
  expect(kinds([said(1, 'a'), { kind: 'gap', id: 'g' }, said(9, 'a')])).toEqual(['day', 'm1', 'gap', 'm9'])
})
