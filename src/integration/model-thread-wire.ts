import { isObject } from './is-object.ts'
import type { ModelVerdict } from './model-check.ts'

/** A body to check. The schema comes with the first body for a model. */
export interface CheckRequest {
  readonly model: number
  readonly schema?: unknown
  readonly text: string
}

/** `begun` is said only where a schema came with the body, since nobody knows how long it takes to compile. */
export type CheckReport = 'begun' | ModelVerdict

export function readRequest(message: unknown): CheckRequest {
  if (isObject(message)) {
    const { model, schema, text } = message
    if (typeof model === 'number' && typeof text === 'string') return { model, schema, text }
  }
  throw new TypeError('a request that is none')
}

export function readReport(message: unknown): CheckReport {
  if (message === 'begun') return message
  if (isObject(message)) {
    const { valid, field, why } = message
    if (valid === true) return { valid }
    if (typeof field === 'string' && typeof why === 'string') return { valid: false, field, why }
  }
  throw new TypeError('a report that is none')
}
