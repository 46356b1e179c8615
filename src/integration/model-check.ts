import draft04, { type ErrorObject, type ValidateFunction } from 'ajv-draft-04'
import { isObject } from './is-object.ts'
import { areUnique, type ValueNumbers, valueNumbers } from './unique-items.ts'

export type ModelVerdict =
  | { readonly valid: true }
  /** `field` is a path with dots, or `''` for all of the body. */
  | { readonly valid: false; readonly field: string; readonly why: string }

/** Checks what JSON made of a text. */
export type ModelCheck = (body: unknown) => ModelVerdict

/** Compile a schema. Throws an `Error` that begins with `name` and says what is wrong with it. */
export function compileModel(schema: unknown, name: string): ModelCheck {
  const validate = compile(schema, name)
  return (body) => {
    try {
      return validate(body) ? { valid: true } : problemOf(validate.errors?.[0])
    } catch (error) {
      // The schema goes as deep as the body does, and the body deeper than the stack.
      if (error instanceof RangeError) return { valid: false, field: '', why: 'is nested too deeply' }
      throw error
    } finally {
      // They may be many, and would stay until the next body.
      validate.errors = null
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
  const numbers = new WeakMap<object, ValueNumbers>()
  const numbersOf = (body: object): ValueNumbers => {
    const known = numbers.get(body) ?? valueNumbers()
    numbers.set(body, known)
    return known
  }
  ajv.removeKeyword('uniqueItems').addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (isWanted: boolean, items: readonly unknown[], _parent?: object, at?: { rootData: object }) =>
      !isWanted || areUnique(items, numbersOf(at?.rootData ?? items)),
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
