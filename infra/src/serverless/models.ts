import type { TSchema } from 'typebox'
import { isObject, type Json, type JsonObject, jsonSchema } from '../../../src/docs/json-schema.ts'

/**
 * A schema as a model of API Gateway: JSON Schema draft 4. What that draft has no word for is left out, so a model may
 * let through what the API then refuses, and never refuses what the API takes.
 */
export const modelOf = (schema: TSchema): JsonObject => ({
  $schema: 'http://json-schema.org/draft-04/schema#',
  ...draft04(jsonSchema(schema)),
})

// By what their values are.
const plain = ['type', 'enum', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems']
const numbers = ['minimum', 'maximum', 'multipleOf', 'minProperties', 'maxProperties', 'required']
const words = [...plain, ...numbers, 'title', 'description', 'format']
const ofSchemas = ['properties', 'patternProperties']
const inSchema = ['items', 'not', 'additionalProperties']
const inList = ['allOf', 'anyOf', 'oneOf']

function draft04(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).flatMap(([word, value]) => {
    const translated = translate(word, value)
    return translated === undefined ? [] : [[word, translated] as const]
  })
  // One value was `const` before draft 6 had the word; an empty list of required names is not allowed.
  const one = schema.const === undefined ? [] : [['enum', [schema.const]] as const]
  return Object.fromEntries(
    [...entries, ...one].filter(([word, value]) => word !== 'required' || !isEmpty(value)),
  )
}

function translate(word: string, value: Json): Json | undefined {
  if (words.includes(word)) return value
  if (ofSchemas.includes(word) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inSchemaOf(inner)]))
  }
  if (inSchema.includes(word)) return inSchemaOf(value)
  if (inList.includes(word) && Array.isArray(value)) return value.map(inSchemaOf)
  return undefined
}

const inSchemaOf = (value: Json): Json => (isObject(value) ? draft04(value) : value)

const isEmpty = (value: Json): boolean => Array.isArray(value) && value.length === 0
