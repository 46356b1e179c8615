import { Gauge, Registry } from 'prom-client'
import type { DeadLetters } from '../core/index.ts'
import type { ConnectionCount } from '../gateway/index.ts'
import type { HostedCounts } from '../hosted/index.ts'
import type { EventCounts } from '../stores/index.ts'

/** What the server is doing, as Prometheus reads it. Everything is counted where it happens, and only read here. */
export interface MetricsOptions {
  readonly counts: () => EventCounts
  readonly deadLetters: DeadLetters
  readonly functions: () => HostedCounts
}

export function metrics({ counts, deadLetters, functions }: MetricsOptions) {
  const registry = new Registry()
  const registers = [registry]
  const connections = new Gauge({
    name: 'stoa_connections',
    help: 'Connections that are open now.',
    labelNames: ['api', 'path'],
    registers,
  })
  const dead = new Gauge({
    name: 'stoa_dead_letters',
    help: 'Events that could not be handled and wait for somebody to look at them.',
    registers,
  })
  const events = new Gauge({
    name: 'stoa_events',
    help: 'Deliveries of events: waiting now; accepted, handled, failed attempts and dead since the start.',
    labelNames: ['state'],
    registers,
  })

  const connects = counter('stoa_connects_total', 'Requests for a connection, by what became of them.', [
    'outcome',
  ])
  const messages = counter('stoa_messages_received_total', 'Messages of clients.')
  const faults = counter('stoa_error_frames_total', 'Messages that got an error frame, by what was wrong.', [
    'fault',
  ])
  const hosted = new Gauge({
    name: 'stoa_functions',
    help: 'Functions: their processes, and invocations that run and wait now; invocations and failures since the start.',
    labelNames: ['state'],
    registers,
  })

  function counter(name: string, help: string, more: readonly string[] = []) {
    return new Gauge({ name, help, labelNames: ['api', 'path', ...more], registers })
  }

  return async (open: readonly ConnectionCount[]): Promise<string> => {
    for (const { api, path, connections: count, counts: since } of open) {
      connections.set({ api, path }, count)
      connects.set({ api, path, outcome: 'opened' }, since.connects)
      connects.set({ api, path, outcome: 'refused' }, since.refused)
      messages.set({ api, path }, since.messages)
      for (const [fault, times] of Object.entries(since.faults)) faults.set({ api, path, fault }, times)
    }
    for (const [state, count] of Object.entries(functions())) hosted.set({ state }, count)
    dead.set(await deadLetters.count())
    for (const [state, count] of Object.entries(counts())) events.set({ state }, count)
    return registry.metrics()
  }
}
