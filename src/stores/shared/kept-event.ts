import type { KeptEvent } from '../../core/ports/dead-letters.ts'
import type { BusEvent } from '../../core/ports/events.ts'

/** Throws a `TypeError` for a detail that cannot be written as a JSON object. */
export function keptEvent({ detail, ...event }: BusEvent): KeptEvent {
  return { ...event, detailText: textOf(detail) }
}

/** The event with a detail of its own. */
export function readEvent({ detailText, ...event }: KeptEvent): BusEvent {
  const detail: unknown = JSON.parse(detailText)
  if (!isObject(detail)) throw new TypeError('the text of a detail is not that of an object')
  return { ...event, detail }
}

/** About how many characters are kept of an event. */
export function sizeOf({ source, detailType, detailText, resources }: KeptEvent): number {
  const names = source.length + detailType.length
  // As in JSON, with quotes and a comma: many empty ones are much, too.
  return resources.reduce((sum, resource) => sum + resource.length + 3, names + detailText.length)
}

function textOf(detail: object): string {
  const text = write(detail)
  // `toJSON` can make anything of it.
  if (typeof text === 'string' && text.startsWith('{')) return text
  throw new TypeError('the detail of an event is not written as an object in JSON')
}

function write(detail: object): unknown {
  try {
    return JSON.stringify(detail)
  } catch (cause) {
    throw new TypeError('the detail of an event cannot be written as JSON', { cause })
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
