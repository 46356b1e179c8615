import { describe, expect, test } from 'vitest'
import { schemaCost } from './schema-cost.ts'

const self = { $ref: '#' }
const list = { properties: { next: self } }

describe('the cost of a schema', () => {
  test.each([
    ['nothing', {}, 1],
    ['members, of which the dearest counts', { properties: { a: { enum: [1, 2] }, b: {} } }, 4],
    ['alternatives, which all count', { oneOf: [{ enum: ['a'] }, { properties: { a: {} } }, {}] }, 6],
    ['a dependency, and a list of names', { dependencies: { a: { required: ['b'] }, b: ['a'] } }, 2],
    ['items one by one', { items: [{ enum: [1] }, {}], additionalItems: false }, 3],
    ['a reference', { $ref: '#/definitions/a~1b', definitions: { 'a/b': { type: 'string' } } }, 2],
    ['what is not looked at', { format: 'date', 'x-of-us': { pattern: 'a' }, default: [1] }, 1],
    ['items that may be equal', { uniqueItems: false }, 1],
    ['a member called $ref', { properties: { $ref: { type: 'string' } } }, 2],
    ['a member called pattern', { properties: { pattern: {} } }, 2],
    ['a recursion', { type: 'object', properties: { left: self, right: { items: self } } }, 3],
    [
      'alternatives in a recursion',
      { properties: { children: { items: self }, value: { anyOf: [{ type: 'string' }, {}] } } },
      4,
    ],
  ])('is told of %s', (_label, schema, cost) => {
    expect(schemaCost(schema)).toBe(cost)
  })

  test.each([
    ['a recursion in alternatives', { oneOf: [{ type: 'number' }, { properties: { left: self } }] }],
    ['a recursion in an alternative', { anyOf: [list] }],
    ['a recursion in a negation', { ...list, not: list }],
    ['a recursion by a dependency', { ...list, dependencies: { a: list } }],
    ['a recursion beside a reference', { $ref: '#/definitions/a', ...list, definitions: { a: list } }],
    [
      'a recursion that begins on each level of another',
      {
        properties: { next: self },
        allOf: [{ $ref: '#/definitions/a' }],
        definitions: { a: { properties: { next: { $ref: '#/definitions/a' } } } },
      },
    ],
    [
      'a recursion by two references',
      {
        $ref: '#/definitions/a',
        definitions: {
          a: { items: { $ref: '#/definitions/b' } },
          b: { allOf: [{ $ref: '#/definitions/a' }] },
        },
      },
    ],
    ['a pattern', { properties: { a: { pattern: '^a' } } }],
    ['members by pattern', { patternProperties: { a: {} } }],
    ['unique items', { items: { uniqueItems: true } }],
    ['a keyword of later drafts', { contains: {} }],
    ['a keyword that nobody knows', { shape: 'round' }],
    ['another document', { $ref: 'http://json-schema.org/draft-04/schema#' }],
    ['a place that has a name', { $ref: '#a', definitions: { a: { id: '#a' } } }],
    ['an id inside', { items: { $ref: '#/definitions/a' }, definitions: { a: { id: 'b' } } }],
    ['a place that is not there', { $ref: '#/definitions/constructor', definitions: {} }],
    ['a place that is no schema', { $ref: '#/definitions/a', definitions: { a: 5 } }],
    ['no schema', 5],
  ])('is not told of %s', (_label, schema) => {
    expect(schemaCost(schema)).toBe(Infinity)
  })

  test('is not told of references that multiply, however few they are', () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => {
        const next = { $ref: `#/definitions/a${at + 1}` }
        return [`a${at}`, { properties: { a: next, b: next } }]
      }),
    )
    expect(schemaCost({ $ref: '#/definitions/a0', definitions: { ...definitions, a40: {} } })).toBe(Infinity)
  })
})
