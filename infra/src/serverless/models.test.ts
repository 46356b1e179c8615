import Ajv04 from 'ajv-draft-04'
import Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { stageOf } from '../stage.ts'
import { definitionsOf } from './definitions.ts'
import { modelOf } from './models.ts'

const ajv = new Ajv04.default({ strict: false })

const routes = definitionsOf(stageOf('dev')).flatMap(({ name, api }) =>
  Object.entries(api.routes).map(([key, { schema }]) => ({ route: `${name} ${key}`, key, schema })),
)

describe.each(routes)('the model of $route', ({ schema, key }) => {
  const model = modelOf(schema)

  test('is a schema of draft 4', () => {
    expect(ajv.validateSchema(model)).toBe(true)
    expect(model.$schema).toBe('http://json-schema.org/draft-04/schema#')
  })

  test('refuses the action of another route', () => {
    expect(ajv.validate(model, { action: `not ${key}`, type: `not ${key}` })).toBe(false)
  })
})

test('a value that must be one value is an enumeration', () => {
  expect(modelOf(Type.Literal('send'))).toMatchObject({ enum: ['send'] })
  expect(modelOf(Type.Literal('send'))).not.toHaveProperty('const')
})

test('what draft 4 has no word for is left out', () => {
  const schema = Type.Object({}, { $id: 'x', if: {}, unevaluatedProperties: false, examples: [] })
  expect(modelOf(schema)).toEqual({
    $schema: 'http://json-schema.org/draft-04/schema#',
    type: 'object',
    properties: {},
  })
})

test('a property may be called like a word of the language', () => {
  expect(modelOf(Type.Object({ const: Type.String(), $id: Type.Number() }))).toMatchObject({
    properties: { const: { type: 'string' }, $id: { type: 'number' } },
    required: ['const', '$id'],
  })
})
