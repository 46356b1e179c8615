import { expect, test } from 'vitest'
import { noVerbs } from '../../core/no-verbs.fixture.ts'
import { HubFailure } from './hub-failure.ts'
import { someParts } from './hub-parts.fixture.ts'
import { publish } from './publishing.ts'

function recorded(numbers: string): string[] {
  const texts: string[] = []
  const c = { ...noVerbs(), record: (_: string, text: string) => void texts.push(text) }
  const text = `{"action":"publish","channel":"room:42","data":${numbers}}`
  void publish(c, { channel: 'room:42', data: JSON.parse(numbers), text }, () => {}, someParts())
  return texts
}

test('numbers that are longer when they are written again are within the limit too', () => {
  const list = (count: number) => JSON.stringify(Array(count).fill('1e20')).replaceAll('"', '')
  expect(recorded(list(700))).toHaveLength(1)
  expect(() => recorded(list(800))).toThrow(HubFailure)
})

test('what is too deep to be written again is refused', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(recorded(nested(500))).toHaveLength(1)
  expect(() => recorded(nested(8_000))).toThrow('Nest less')
})
