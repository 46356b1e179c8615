import type { BusEvent, Clock, Events, Ids, Invoke } from '../core/index.ts'
import { eventBridgeEvent, queueOf } from '../integration/index.ts'
import type { RuleStage } from '../stage/index.ts'
import { accountId, type Hosting } from './hosting.ts'

export interface RulesOptions {
  readonly hosting: Hosting
  readonly events: Events
  readonly clock: Clock
  readonly ids: Ids
  /** The path of the API whose connections the functions post to, if they do not say. */
  readonly path: string | undefined
}

/** Have the functions of the stage file called with what happens on buses. The answer ends that. */
export function subscribeRules(rules: readonly RuleStage[], options: RulesOptions): () => void {
  const endings = rules.map((rule) => options.events.subscribe(ruleOf(rule, options)))
  return () => {
    for (const end of endings) end()
  }
}

/** What an invocation may wait for its environment. */
const waitMs = 5_000

function ruleOf(rule: RuleStage, { hosting, clock, ids, path }: RulesOptions) {
  const { name, bus = 'default', sources, detailTypes } = rule
  const invoke = hosting.open(`rule-${name}`, rule, { path })
  const handle =
    rule.as === 'queue'
      ? queueOf({
          invoke,
          ids,
          clock,
          batchSize: rule.batchSize ?? 10,
          region: hosting.region,
          accountId,
          queueName: name,
        })
      : oneByOne(invoke, ids, hosting.region)
  return {
    name: `rule ${name}`,
    bus,
    ...(sources && { sources }),
    ...(detailTypes && { detailTypes }),
    attemptMs: (rule.timeoutMs ?? 29_000) + waitMs,
    handle,
  }
}

function oneByOne(invoke: Invoke, ids: Ids, region: string): (event: BusEvent) => Promise<void> {
  return async (event) => {
    const invoked = await invoke({
      requestId: ids.uuid(),
      event: eventBridgeEvent(event, { accountId, region }),
    })
    if (invoked.kind === 'failed') throw new Error(`${invoked.errorType}: ${invoked.errorMessage}`)
  }
}
