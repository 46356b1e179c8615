import { describe, expect, test } from 'vitest'
import type { Log } from '../core/index.ts'
import { ErrorLog } from './error-log.ts'

function open() {
  const lines: string[] = []
  const line =
    (level: string) =>
    (_: object, message: string): void => {
      lines.push(`${level} ${message}`)
    }
  const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  let now = 0
  return { lines, log: new ErrorLog(log, { now: () => (now += 1) }) }
}

describe('the log of errors', () => {
  test('passes everything on, and remembers warnings and errors, the newest first', () => {
    const { log, lines } = open()
    log.debug({}, 'a')
    log.info({}, 'b')
    log.warn({ api: 'hub' }, 'c')
    log.error({}, 'd')
    expect(lines).toEqual(['debug a', 'info b', 'warn c', 'error d'])
    expect(log.newest()).toEqual([
      { at: 2, level: 'error', message: 'd' },
      { at: 1, level: 'warn', message: 'c', api: 'hub' },
    ])
  })

  test('remembers 50', () => {
    const { log } = open()
    for (let at = 0; at < 60; at += 1) log.warn({}, `${at}`)
    expect(log.newest().map(({ message }) => message)).toEqual(
      Array.from({ length: 50 }, (_, at) => `${59 - at}`),
    )
  })

  test('keeps the kind of an error, and neither what it says nor any other field', () => {
    const { log } = open()
    const error = Object.assign(new TypeError('hunter2'), { code: 'E_HUNTED' })
    log.error(
      { err: error, token: 'hunter2', body: { text: 'hunter2' }, connectionId: 'c' },
      'a request failed',
    )
    log.error({ err: 'hunter2' }, 'x'.repeat(1_000))
    expect(log.newest()).toEqual([
      { at: 2, level: 'error', message: `${'x'.repeat(299)}…` },
      { at: 1, level: 'error', message: 'a request failed (TypeError E_HUNTED)' },
    ])
  })
})
