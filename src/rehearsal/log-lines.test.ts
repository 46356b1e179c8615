import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { FunctionLogLine } from '../hosted/index.ts'
import { lineWriter } from './log-lines.ts'

function written(
  level: 'debug' | 'info' | 'warn',
  ...lines: readonly [FunctionLogLine['level'], string][]
): string {
  const stream = new PassThrough()
  const write = lineWriter(stream, level)
  for (const [own, message] of lines) write({ name: 'f', level: own, message }, 'chat Routes')
  return String(stream.read() ?? '')
}

test('a line has the function, the level and the text', () => {
  expect(written('info', ['INFO', 'hello'])).toBe('chat Routes        INFO  hello\n')
})

test('what is logged as JSON has a level of its own', () => {
  expect(written('info', ['INFO', '{"level":"ERROR","message":"no","id":"x"}'])).toBe(
    'chat Routes        ERROR no {"id":"x"}\n',
  )
})

test('what is below the level is left out, and so are metrics', () => {
  expect(written('warn', ['INFO', 'hello'], ['INFO', '{"level":"INFO","message":"x"}'])).toBe('')
  expect(written('info', ['INFO', '{"_aws":{}}'])).toBe('')
  expect(written('debug', ['INFO', '{"_aws":{}}'])).toContain('DEBUG')
})
