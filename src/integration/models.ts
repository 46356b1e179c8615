import { compileSelector, type Later } from '../core/index.ts'
import { compileModel, type ModelVerdict } from './model-check.ts'
import { schemaCost } from './schema-cost.ts'
import type { SlowModels } from './slow-models.ts'

export interface ModelsOptions {
  /** Schemas in JSON Schema draft 4 by their key; `$default` is for any other. */
  readonly models: Readonly<Record<string, unknown>>
  /** The expression whose value is the key. Without one, it is `$default`. */
  readonly selector?: string
  /** What the models are of, for who made a mistake in one. */
  readonly name: string
  /** Where bodies are checked by schemas that may take long. */
  readonly slow: SlowModels
}

/**
 * Check what a client sent: what JSON made of its text, or the text again if it is no JSON, and the text. By most
 * schemas it is known at once. `busy`: too many bodies wait for their check.
 */
export type Models = (body: unknown, text: string, connectionId: string) => Later<ModelVerdict | 'busy'>

/**
 * What the event loop can bear, about 10 ms: the checks that each value may need, times the characters of the text,
 * since a value has at least one.
 */
const mostChecks = 1_024 * 1_024

/**
 * Compile the models of a route. What is no JSON is not valid, nor is a body for which there is no model; `format` is
 * ignored, all as on API Gateway. Throws an `Error` that names the model and what is wrong with it.
 */
export function compileModels({ models, selector, name, slow }: ModelsOptions): Models {
  const select = selector === undefined ? () => '$default' : compileSelector(selector)
  const checks = new Map(
    Object.entries(models).map(([key, schema]) => [key, checkOf(schema, `${name}, model "${key}"`, slow)]),
  )
  return (body, text, connectionId) => {
    // A text of JSON is never the text that it stands for: that one has no quotes.
    if (body === text) return { valid: false, field: '', why: 'is not JSON' }
    const key = select(body)
    const check = checks.get(key) ?? checks.get('$default')
    return check?.(body, text, connectionId) ?? { valid: false, field: '', why: `has no model "${key}"` }
  }
}

function checkOf(schema: unknown, name: string, slow: SlowModels): Models {
  // Also of slow ones: what is wrong with a schema is said at the start.
  const check = compileModel(schema, name)
  const cost = schemaCost(schema)
  const slowCheck = slow.open(schema)
  return (body, text, connectionId) =>
    cost * text.length <= mostChecks ? check(body) : slowCheck(text, connectionId)
}
