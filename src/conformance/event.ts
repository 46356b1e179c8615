import { type Json, record } from './check.ts'

/** An event of a handler: all of it, and its request context. */
export interface Event {
  readonly top: Json
  readonly context: Json
}

/** What a JSON text says; `undefined` if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function readEvent(value: unknown, what: string): Event {
  const top = record(value, `the ${what}`)
  return { top, context: record(top.requestContext, `requestContext of the ${what}`) }
}
