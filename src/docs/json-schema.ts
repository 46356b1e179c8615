import type { TSchema } from 'typebox'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [key: string]: Json
}

/** A schema of JSON Schema draft 07, as plain data. */
export type JsonSchema = JsonObject

/**
 * What a schema says in the words of JSON Schema. What has no word there, such as the function of a refinement, is left
 * out, so the result may accept more than the schema does, and never less.
 */
export function jsonSchema(schema: TSchema): JsonSchema {
  const plain = withTypes(JSON.parse(JSON.stringify(schema)))
  return isObject(plain) ? plain : {}
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Readers of an enumeration want to see its type, which its values have and it need not name. */
function withTypes(value: Json): Json {
  if (!isObject(value)) return Array.isArray(value) ? value.map(withTypes) : value
  const entries = Object.entries(value).map(([key, inner]) => [key, withTypes(inner)] as const)
  const isTexts = Array.isArray(value.enum) && value.enum.every((one) => typeof one === 'string')
  return { ...(isTexts && value.type === undefined && { type: 'string' }), ...Object.fromEntries(entries) }
}
