import { describe, expect, test } from 'vitest'
import { demandSchema } from './data-schema.ts'
import { ConfigurationError } from './options.ts'

const where = 'hub.namespaces.room.data'

function nested(depth: number): Readonly<Record<string, unknown>> {
  let schema: Readonly<Record<string, unknown>> = { type: 'string' }
  for (let at = 0; at < depth; at += 1) schema = { properties: { a: schema } }
  return schema
}

describe('a schema of a stage file', () => {
  test.each([
    ['nothing in it', {}],
    ['several types', { type: ['string', 'null'] }],
    ['a property called type', { properties: { type: { type: 'string' }, enum: { type: 'number' } } }],
    ['data that looks like a schema', { enum: [{ type: 'strung', $ref: 'http://a/b' }] }],
    ['a part of its own', { $defs: { 'a/b': { type: 'string' } }, $ref: '#/$defs/a~1b' }],
    ['a tree', { type: 'object', properties: { replies: { type: 'array', items: { $ref: '#' } } } }],
  ])('may have %s', (_what, schema) => {
    expect(() => demandSchema(schema, where)).not.toThrow()
  })

  test.each([
    ['a type that is none', { properties: { a: { type: 'strung' } } }, 'there is no type "strung"'],
    ['one type of several that is none', { type: ['string', 'nul'] }, 'there is no type "nul"'],
    ['a schema elsewhere', { $ref: 'http://127.0.0.1:1/a.json' }, 'nothing is fetched'],
    ['a file', { items: { $ref: 'file:///etc/passwd' } }, 'nothing is fetched'],
    ['a part that is not there', { $ref: '#/$defs/a' }, 'none of its own parts'],
    ['itself', { $ref: '#' }, 'refers to itself without end'],
    [
      'parts that go round',
      { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' },
      'refers to itself without end',
    ],
    ['a pattern that is none', { type: 'string', pattern: '(' }, 'Invalid regular expression'],
    ['too much', nested(20_000), 'more than 100 deep'],
  ])('may not have %s', (_what, schema, why) => {
    const demanded = () => demandSchema(schema, where)
    expect(demanded).toThrow(ConfigurationError)
    expect(demanded).toThrow(why)
    expect(demanded).toThrow(where)
  })
})
