import { expect, test } from 'vitest'
import { tableOf } from './table.ts'

test('columns are below each other, and a cell is on one line whatever is in it', () => {
  expect(
    tableOf([
      ['ID', 'REASON'],
      ['12345', 'two\nlines'],
      ['1', 'x'],
    ]),
  ).toBe('ID     REASON\n12345  two lines\n1      x')
})
