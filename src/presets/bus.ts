import type { Clock, Events, Ids, Log } from '../core/index.ts'
import { type EventCounts, memoryEvents } from '../stores/index.ts'
import { alarm } from './alarm.ts'
import type { StoaOptions } from './options.ts'
import type { Store } from './store.ts'

/** What carries events, and rings when one dies. */
export interface Bus {
  readonly events: Events
  counts(): EventCounts
  /** Make letters of what waits for another attempt, and wait for what is running. */
  stop(): Promise<void>
}

export interface BusOptions {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** Throws a `TypeError` for a webhook that cannot be called. */
export function openBus({ stage = 'poc', stageFile }: StoaOptions, { store, ...ports }: BusOptions): Bus {
  const { alarmWebhook, attempts, backOffMs } = stageFile?.bus ?? {}
  const bell = alarm({ ...ports, stage, ...(alarmWebhook !== undefined && { webhook: alarmWebhook }) })
  const events = memoryEvents({
    ...ports,
    deadLetters: store.deadLetters,
    onDeath: bell.ring,
    ...(attempts !== undefined && { attempts }),
    ...(backOffMs !== undefined && { backOffMs }),
  })
  return {
    events,
    counts: events.counts,
    async stop() {
      await events.stop()
      await bell.stop()
    },
  }
}
