import { describe, expect, test } from 'vitest'
import { mistakesOf } from './wrong-file.fixture.ts'

describe('a rule', () => {
  test.each([
    ['{}', '17: bus.rules.r needs a handler'],
    ['a.b', '20: bus.rules.r must be keys and values, not the text "a.b"'],
    ['{ handler: a.b, batchSize: 5 }', '17: bus.rules.r has a batchSize, and needs as: queue'],
    ['{ handler: a.b, as: evnt }', '40: unknown value of as: "evnt"; did you mean "event"?'],
    [
      '{ handler: a.b, source: x, sources: [y] }',
      '17: bus.rules.r has both source and sources; keep one of them',
    ],
    ['{ handler: a.b, sources: [] }', '45: bus.rules.r.sources names nothing; without it, all are meant'],
    [
      '{ handler: a.b, bus: a b }',
      '41: bus.rules.r.bus must be the name of a bus, 1 to 256 letters, digits, dots, hyphens, underscores and slashes, not the text "a b"',
    ],
    ['{ handler: a.b, detail-type: x }', '36: unknown key "detail-type"; did you mean "detailType"?'],
    [
      '{ handler: a.b, timeoutMs: 900001 }',
      '47: bus.rules.r.timeoutMs must be a whole number from 50 to 900000, not the number 900001',
    ],
  ])('is not %s', (written, mistake) => {
    expect(mistakesOf(`bus: { rules: { r: ${written} } }`)).toEqual([`poc.yaml:1:${mistake}`])
  })

  test('has a name', () => {
    expect(mistakesOf('bus: { rules: { a b: { handler: a.b } } }')).toEqual([
      'poc.yaml:1:17: bus.rules cannot have "a b": a name is 1 to 64 letters, digits, dots, hyphens and underscores',
    ])
  })
})
