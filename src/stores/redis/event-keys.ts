import type { Redis } from './redis.ts'

/** Where everything of one rule is. */
export interface RuleKeys {
  /** It names the rule among the fleet's, and is made of its name. */
  readonly id: string
  /** The events that wait for their end in the rule. */
  readonly stream: string
  /** How many bytes wait, and which incarnation of the stream it is. */
  readonly state: string
  /** Which nodes read it, by when they must say so again. */
  readonly nodes: string
}

/** All of it has one hash tag: an event is put into all its streams at once, and a node reads its streams together. */
const slot = 'bus'

/** The rules of the fleet, by their ids. */
export const rulesKey = (redis: Redis): string => redis.key('bus-rules', slot)

/** The id of the `number`th rule of a name, counted from 1 on, on each node. */
export function ruleId(name: string, number: number): string {
  const escaped = encodeURIComponent(name)
  return number === 1 ? escaped : `${escaped}:${number}`
}

export function ruleKeys(redis: Redis, id: string): RuleKeys {
  const key = (kind: string): string => redis.key(`${kind}:${id}`, slot)
  return { id, stream: key('bus'), state: key('bus-state'), nodes: key('bus-nodes') }
}
