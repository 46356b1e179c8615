import { expect, test } from 'vitest'
import { visible } from './visible.ts'

test('what could steer a terminal is shown instead', () => {
  expect(visible('\x1b[2Jgone\r\x07\x9b')).toBe('\\x1b[2Jgone\\x0d\\x07\\x9b')
})

test('everything else stays as it is', () => {
  const text = 'line\n\ttab é 😀 \\x1b'
  expect(visible(text)).toBe(text)
})
