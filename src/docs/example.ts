import { Check } from 'typebox/value'
import { isObject, type Json, type JsonSchema } from './json-schema.ts'

/** A value that satisfies the schema; `undefined` where it is not simple to find one. */
export function exampleOf(schema: JsonSchema): Json | undefined {
  const example = guess(schema, undefined)
  return example !== undefined && Check(schema, example) ? example : undefined
}

/** Texts are stood for by the names of the properties that hold them, and optional properties left out. */
function guess(schema: Json | undefined, name: string | undefined): Json | undefined {
  if (!isObject(schema)) return undefined
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  switch (schema.type) {
    case 'object':
      return guessObject(schema)
    case 'array':
      return []
    case 'boolean':
      return true
    case 'number':
    case 'integer':
      return schema.minimum ?? 1
    case 'string':
    case undefined:
      return name
    default:
      return undefined
  }
}

function guessObject({ properties, required }: JsonSchema): Json | undefined {
  const example: Record<string, Json> = {}
  for (const name of Array.isArray(required) ? required : []) {
    if (typeof name !== 'string') return undefined
    const value = guess(isObject(properties) ? properties[name] : undefined, name)
    if (value === undefined) return undefined
    example[name] = value
  }
  return example
}
