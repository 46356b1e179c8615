import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Fault, gatewayFault } from '../src/core/index.ts'
import { defaultLimits, profiles } from '../src/gateway/index.ts'
import { exampleStageFile } from '../src/presets/index.ts'

const document = readFileSync(join(import.meta.dirname, '../docs/contract.md'), 'utf8')
const example = exampleStageFile('dev')

const cellsOf = (row: string): string[] =>
  row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())

/** The rows of all tables that have these columns. */
function rowsWith(columns: readonly string[]): string[][] {
  return document.split('\n\n').flatMap((block) => {
    const [header = '', , ...rows] = block.split('\n').filter((line) => line.startsWith('|'))
    const isIt = columns.every((column) => cellsOf(header).includes(column))
    return isIt ? rows.map(cellsOf) : []
  })
}

const points = rowsWith(['what', 'known', 'setting'])
const unknown = rowsWith(['point', 'why', 'setting'])
const ends = rowsWith(['code, reason', 'known'])

test.each([
  ['points', points, 60, 4],
  ['points that are not known', unknown, 10, 4],
  ['ends', ends, 5, 3],
])('every one of the %s has all its cells', (_name, rows, atLeast, cells) => {
  expect(rows.length).toBeGreaterThan(atLeast)
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([cells]))
})

test('how a point is known is said in one of five words', () => {
  const missing = new Set(['not there'])
  const known = [...points.filter(([, what = '']) => !missing.has(what)), ...ends, ...unknown].map(
    (row) => row[2],
  )
  expect(known.filter((cell) => !/^(captured|documented|measured|inferred|ours)\b/.test(cell ?? ''))).toEqual(
    [],
  )
})

test('every setting is a key of the stage file or an option of the program', () => {
  const named = [...points, ...unknown]
    .flatMap((row) => [...(row[3] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, setting = '']) => setting.replace(/:.*/, ''))
    .filter(
      (setting) =>
        !setting.startsWith('--') &&
        !/^(\/NAME|\$default|isBase64Encoded|Internal server error)$/.test(setting),
    )
  const keys = named.map((setting) => setting.split('.').at(-1) ?? '')
  expect(keys.filter((key) => !new RegExp(`\\b${key}:`).test(example))).toEqual([])
})

test('every setting of the contract is in the document', () => {
  const [, block = ''] = /contract:\n([\s\S]*?)\n\n/.exec(`${example}\n\n`) ?? []
  const keys = [...block.matchAll(/^# {6,}(\w+):/gm)].map(([, key]) => key)
  expect(keys).toContain('inOrder')
  expect(keys.filter((key) => !document.includes(`contract.${key}`))).toEqual([])
})

describe('the frames are those that the gateway sends:', () => {
  const faults: readonly Fault['kind'][] = ['no-route', 'internal', 'too-many-requests', 'invalid-body']
  const frames = [
    ...document.matchAll(/\{"message": "([^"]+)", "connectionId":"([^"]*)", "requestId":"([^"]*)"\}/g),
  ]

  test.each(
    frames.map(([frame, text, connectionId = '', requestId = '']) => ({
      frame,
      text,
      connectionId,
      requestId,
    })),
  )('$text', ({ frame, connectionId, requestId }) => {
    const own = faults.map((kind) => gatewayFault(faultOf(kind), { connectionId, requestId }))
    expect(own).toContain(frame)
  })
})

function faultOf(kind: Fault['kind']): Fault {
  if (kind === 'invalid-body') return { kind, problem: { field: '', why: '' } }
  if (kind === 'not-json') return { kind, reason: '' }
  return kind === 'refused' ? { kind, why: '' } : { kind }
}

test('the numbers are those that hold', () => {
  const { rate, burst, outboundBytes, inboundFrames } = defaultLimits
  const { idleMs = 0, maxAgeMs = 0 } = profiles.aws
  const text = (value: number): string => value.toLocaleString('en')
  expect(document).toContain(`${text(rate)} messages a second, ${text(burst)} at once`)
  expect(document).toContain(`1008 after ${text(2 * burst)} without a rest`)
  expect(document).toContain(`close 1013 when ${outboundBytes / 1_048_576} MiB waits`)
  expect(document).toContain(`| ${inboundFrames}, then the server stops reading`)
  expect(document).toContain(`| ${idleMs / 60_000} minutes idle |`)
  expect(document).toContain(`| ${maxAgeMs / 3_600_000} hours old |`)
  expect(document).toContain(`every ${(profiles.open.pingMs ?? 0) / 1_000} s`)
})
