import { expect, test } from 'vitest'
import { isDeeperThan } from './depth.ts'

const deeper = (text: string): boolean => isDeeperThan(3, JSON.parse(text), text)

test.each(['1', '[[[]]]', '{"a":[{"b":"[[[["}],"c":[[],[]]}'])('%s is not too deep', (text) => {
  expect(deeper(text)).toBe(false)
})

test.each(['[[[[]]]]', '{"a":[{"b":[]}]}', '[1,2,[[[[1]]]]]'])('%s is', (text) => {
  expect(deeper(text)).toBe(true)
})

test('what nobody could write again is found too', () => {
  expect(deeper('['.repeat(60_000) + ']'.repeat(60_000))).toBe(true)
})
