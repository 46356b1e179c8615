import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { EventContext } from './context.ts'
import type { Later } from './later.ts'
import type { BusEvent, Rule } from './ports/events.ts'
import { firstProblem } from './problem.ts'

/** Which events of which bus an API acts on. What is left out matches everything. */
export interface EventPattern {
  /** Without it, the bus that is called `default`. */
  readonly bus?: string
  readonly sources?: readonly string[]
  readonly detailTypes?: readonly string[]
}

/** What an API does when something happens elsewhere. */
export interface EventRoute extends EventPattern {
  readonly bus: string
  readonly schema: TSchema
  readonly summary: string
  /** Throws for a detail that does not satisfy the schema: such an event ends as a dead letter. */
  handle(c: EventContext, event: BusEvent): Later<void>
}

/** An event route whose handler sees only details that satisfy the schema. The schema is compiled here, once. */
export function on<S extends TSchema>(
  pattern: EventPattern,
  schema: S,
  handle: (c: EventContext, detail: Static<S>) => Later<void>,
  summary = '',
): EventRoute {
  const validator = Compile(schema)
  return {
    ...pattern,
    bus: pattern.bus ?? 'default',
    schema,
    summary,
    handle: (c, { detail }) => {
      if (validator.Check(detail)) return handle(c, detail)
      const { field, why } = firstProblem(validator.Errors(detail))
      throw new TypeError(`${field === '' ? 'detail' : `detail.${field}`} ${why}`)
    },
  }
}

/** The rule that brings the events of `route` to an API. `name` is unique among the rules of the server. */
export function ruleOf(name: string, route: EventRoute, c: EventContext): Rule {
  const { bus, sources, detailTypes } = route
  return {
    name,
    bus,
    ...(sources !== undefined && { sources }),
    ...(detailTypes !== undefined && { detailTypes }),
    handle: (event) => route.handle(c, event),
  }
}
