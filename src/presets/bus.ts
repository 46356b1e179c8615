import type { Clock, Events, Ids, Log } from '../core/index.ts'
import { type EventCounts, type MemoryEventsOptions, memoryEvents } from '../stores/index.ts'
import { alarm } from './alarm.ts'
import { ConfigurationError, type StoaOptions } from './options.ts'
import type { Store } from './store.ts'

/** What carries events, and rings when one dies. */
export interface Bus {
  readonly events: Events
  counts(): EventCounts
  /** Accept nothing more, and wait for what is running. What waits for another attempt stays for others, or is a letter. */
  stop(): Promise<void>
  /** Take over the events that a dead node had. */
  claimFrom(node: string): Promise<void>
}

/** What carries events, by whatever engine. */
export interface BusEngine extends Events {
  counts(): EventCounts
  stop(): Promise<void>
  claimFrom?(node: string): Promise<void>
}

export interface BusOptions {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** Throws a `TypeError` for a webhook that cannot be called, and a `ConfigurationError` for queues, which fleets have. */
export function openBus(options: StoaOptions, ports: BusOptions): Bus {
  if (options.stageFile?.bus?.queueUrls !== undefined) {
    throw new ConfigurationError(
      'bus.queue_urls is for the nodes of a fleet: say where its Redis is, or take it out',
    )
  }
  return busOf(options, ports, memoryEvents)
}

/** The same with another engine. Throws a `TypeError` for a webhook that cannot be called. */
export function busOf(
  { stage = 'poc', stageFile }: StoaOptions,
  { store, ...ports }: BusOptions,
  open: (options: MemoryEventsOptions) => BusEngine,
): Bus {
  const { alarmWebhook, attempts, backOffMs } = stageFile?.bus ?? {}
  const bell = alarm({ ...ports, stage, ...(alarmWebhook !== undefined && { webhook: alarmWebhook }) })
  const events = open({
    ...ports,
    deadLetters: store.deadLetters,
    onDeath: bell.ring,
    ...(attempts !== undefined && { attempts }),
    ...(backOffMs !== undefined && { backOffMs }),
  })
  return {
    events,
    counts: () => events.counts(),
    claimFrom: async (node) => events.claimFrom?.(node),
    async stop() {
      await events.stop()
      await bell.stop()
    },
  }
}
