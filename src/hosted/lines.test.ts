import { describe, expect, test } from 'vitest'
import { lineReader } from './lines.ts'

function read(limit: number, ...chunks: string[]): string[] {
  const lines: string[] = []
  const reader = lineReader(limit, (line) => lines.push(line))
  for (const chunk of chunks) reader.read(chunk)
  reader.end()
  return lines
}

describe('a line reader', () => {
  test('hands over lines however they are cut', () => {
    expect(read(100, 'on', 'e\ntwo\nth', 'ree\n', '\n')).toEqual(['one', 'two', 'three', ''])
  })

  test('hands over what has no end when there is no more', () => {
    expect(read(100, 'one\ntw', 'o')).toEqual(['one', 'two'])
  })

  test('hands over a line that is too long in pieces', () => {
    expect(read(4, 'abc', 'def', 'gh\nij\n')).toEqual(['abcdef', 'gh', 'ij'])
  })
})
