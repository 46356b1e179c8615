import { Gauge, Registry } from 'prom-client'
import type { DeadLetters } from '../core/index.ts'
import type { ConnectionCount } from '../gateway/index.ts'
import type { EventCounts } from '../stores/index.ts'

/** What the server is doing, as Prometheus reads it. Everything is counted where it happens, and only read here. */
export function metrics(counts: () => EventCounts, deadLetters: DeadLetters) {
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

  return async (open: readonly ConnectionCount[]): Promise<string> => {
    for (const { api, path, connections: count } of open) connections.set({ api, path }, count)
    dead.set(await deadLetters.count())
    for (const [state, count] of Object.entries(counts())) events.set({ state }, count)
    return registry.metrics()
  }
}
