import { type EventContext, type EventRoute, type Events, ruleOf } from '../core/index.ts'
import type { MountOptions } from './mount-options.ts'

/** Have an API hear of the events that it acts on, until the answer is called. */
export function subscribeEvents(
  { api, path }: Pick<MountOptions, 'api' | 'path'>,
  events: Events,
  verbs: EventContext,
): () => void {
  const endings = api.events.map((route) =>
    events.subscribe(ruleOf(`${api.name} at ${path}: ${whatIn(route)}`, route, verbs)),
  )
  return () => {
    for (const end of endings) end()
  }
}

/** `notify at /dev: Entity Updated`. */
const whatIn = ({ detailTypes, sources }: EventRoute): string =>
  (detailTypes ?? sources ?? ['every event']).join(', ')
