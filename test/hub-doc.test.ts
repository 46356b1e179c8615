import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultNamespaces } from '../src/apis/hub/namespaces.ts'
import { documentedHub } from '../src/presets/hub.ts'
import { hubCloses, hubErrors, hubLimits } from '../src/protocol/index.ts'

const document = readFileSync(join(import.meta.dirname, '../PROTOCOL.md'), 'utf8')
const [, section = ''] = document.split('\n## hub\n')
const own = section.split('\n## ')[0] ?? ''

/** The cells of the rows of the table under a heading. */
function rowsOf(heading: string): string[][] {
  const [, rest = ''] = own.split(`\n### ${heading}\n`)
  const part = rest.split('\n### ')[0] ?? ''
  return part
    .split('\n')
    .filter((line) => /^\| (`|\d)/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}

const plain = (cell = ''): string => cell.replaceAll('`', '')

describe('PROTOCOL.md and the code of the hub have the same', () => {
  test('errors', () => {
    const listed = rowsOf('Errors of the hub').map(([code, status, retryable]) => [
      plain(code),
      { status: Number(status), retryable: retryable === 'yes' },
    ])
    expect(Object.fromEntries(listed)).toEqual(hubErrors)
  })

  test('close codes', () => {
    const listed = rowsOf('Closing of the hub').map(([code, reason]) => [plain(reason), Number(code)])
    expect(Object.fromEntries(listed)).toEqual(hubCloses)
  })

  test('actions', () => {
    const listed = rowsOf('Actions of the hub').map(([action]) => plain(action))
    expect(listed.sort()).toEqual(Object.keys(documentedHub().routes).sort())
  })

  test('events', () => {
    const listed = rowsOf('Events of the hub').map(([event]) => plain(event))
    const sent = Object.values(documentedHub().sends).flatMap(({ schema }) => {
      const { event } = Object(Object(schema).properties)
      return event === undefined ? [] : [String(event.enum)]
    })
    expect(listed.sort()).toEqual(sent.sort())
  })

  test('namespaces', () => {
    const listed = rowsOf('Namespaces of the hub').flatMap(([names = '', ...roles]) =>
      names.split(', ').map((name) => [plain(name), roles] as const),
    )
    const known = Object.entries(defaultNamespaces).map(
      ([name, { join: mayJoin, publish, history, presence }]) => [
        name,
        [mayJoin, publish, history, presence],
      ],
    )
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(known))
  })

  test('limits', () => {
    const { publishBytes, channels, requestsPerSecond, burst, entities, connections } = hubLimits
    for (const said of [
      `more than ${publishBytes / 1024} KB of data`,
      `more than ${channels} channels, or ${entities} entities`,
      `more than ${requestsPerSecond} requests a second, with a burst of ${burst}`,
      `the user has ${connections} connections`,
    ]) {
      expect(own).toContain(said)
    }
  })
})
