import draft04, { type ErrorObject, type ValidateFunction } from 'ajv-draft-04'
import { compileSelector } from '../core/index.ts'
import { isObject } from './is-object.ts'
import { areUnique } from './unique-items.ts'

export interface ModelsOptions {
  /** Schemas in JSON Schema draft 4 by their key; `$default` is for any other. */
  readonly models: Readonly<Record<string, unknown>>
  /** The expression whose value is the key. Without one, it is `$default`. */
  readonly selector?: string
  /** What the models are of, for who made a mistake in one. */
  readonly name: string
}

export type ModelVerdict =
  | { readonly valid: true }
  /** `field` is a path with dots, or `''` for all of the body. */
  | { readonly valid: false; readonly field: string; readonly why: string }

/** Check what a client sent: what JSON made of its text, or the text again if it is no JSON, and the text. */
export type Models = (body: unknown, text: string) => ModelVerdict

/**
 * Compile the models of a route. What is no JSON is not valid, nor is a body for which there is no model; `format` is
 * ignored, all as on API Gateway. Throws an `Error` that names the model and what is wrong with it.
 */
export function compileModels({ models, selector, name }: ModelsOptions): Models {
  const select = selector === undefined ? () => '$default' : compileSelector(selector)
  const checks = new Map(
    Object.entries(models).map(([key, schema]) => [key, compileModel(schema, `${name}, model "${key}"`)]),
  )
  return (body, text) => {
    // A text of JSON is never the text that it stands for: that one has no quotes.
    if (body === text) return { valid: false, field: '', why: 'is not JSON' }
    const key = select(body)
    const check = checks.get(key) ?? checks.get('$default')
    return check?.(body) ?? { valid: false, field: '', why: `has no model "${key}"` }
  }
}

function compileModel(schema: unknown, name: string): (body: unknown) => ModelVerdict {
  const validate = compile(schema, name)
  return (body) => {
    try {
      return validate(body) ? { valid: true } : problemOf(validate.errors?.[0])
    } catch (error) {
      // The schema goes as deep as the body does, and the body deeper than the stack.
      if (error instanceof RangeError) return { valid: false, field: '', why: 'is nested too deeply' }
      throw error
    }
  }
}

function compile(schema: unknown, name: string): ValidateFunction {
  if (!isObject(schema)) throw new Error(`${name}: a model is an object`)
  if ('$async' in schema) throw new Error(`${name}: $async is not of JSON Schema draft 4`)
  const ajv = new draft04.default({
    logger: false,
    // What every object inherits is not there.
    ownProperties: true,
    strict: false,
    unicodeRegExp: false,
    validateFormats: false,
  })
  ajv.removeKeyword('uniqueItems').addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (isWanted: boolean, items: readonly unknown[]) => !isWanted || areUnique(items),
    error: { message: 'must not have an item twice' },
  })
  try {
    return ajv.compile(schema)
  } catch (error) {
    throw new Error(`${name}: ${hint(error)}`, { cause: error })
  }
}

function hint(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  if (why.startsWith("can't resolve reference"))
    return `${why}; a $ref must lead to a place in the same model`
  if (why.startsWith('no schema with key or ref')) return `${why}; models are in JSON Schema draft 4`
  return why
}

function problemOf(error: ErrorObject | undefined): ModelVerdict {
  if (error === undefined) return { valid: false, field: '', why: 'is not valid' }
  const names = error.instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  const missing: unknown = error.params.missingProperty
  if (typeof missing === 'string')
    return { valid: false, field: [...names, missing].join('.'), why: 'is missing' }
  return { valid: false, field: names.join('.'), why: error.message ?? 'is not valid' }
}
