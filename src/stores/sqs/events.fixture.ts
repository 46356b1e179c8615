import { afterEach, vi } from 'vitest'
import type { BusEvent, Rule } from '../../core/ports/events.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { type SqsEvents, type SqsEventsOptions, sqsEvents } from './events.ts'
import { type QueueServer, queueServer } from './queue.fixture.ts'

const opened: { readonly server: QueueServer; readonly events: SqsEvents }[] = []

afterEach(async () => {
  for (const { server, events } of opened.splice(0)) {
    await events.stop()
    await server.close()
  }
})

const { uuid, short } = systemIds()
// In the middle of what chance can be.
const ids = { uuid, short, draw: (_alphabet: string, length: number) => '49995'.slice(0, length) }

export async function open(options: Partial<SqsEventsOptions> = {}) {
  const server = await queueServer()
  const clock = movedClock()
  const lines: [object, string][] = []
  const keep = (fields: object, message: string) => lines.push([fields, message])
  const log = { debug: keep, info: keep, warn: keep, error: keep }
  const events = sqsEvents({
    client: server.client,
    emit: () => ({ id: 'an-id' }),
    queueUrlOf: () => server.url,
    clock,
    ids,
    log,
    ...options,
  })
  opened.push({ server, events })
  return { server, clock, lines, events }
}

/** As EventBridge puts it into a queue. */
export const envelope = (detail: object = { entityId: 'myEntityId' }, id = 'an-id') => ({
  version: '0',
  id,
  'detail-type': 'Entity Updated',
  source: 'CLI',
  account: '000000000000',
  time: '2026-01-02T03:04:05Z',
  region: 'us-east-1',
  resources: ['a'],
  detail,
})

export const put = (server: QueueServer, ...input: Parameters<typeof envelope>) =>
  server.put(JSON.stringify(envelope(...input)))

export function recorder(
  work: (event: BusEvent) => void | Promise<void> = () => {},
  changed: Partial<Rule> = {},
) {
  const received: BusEvent[] = []
  const handle = (event: BusEvent) => {
    received.push(event)
    return work(event)
  }
  return { received, rule: { name: 'notify at /dev: Entity Updated', bus: 'default', ...changed, handle } }
}

// The machine may be busy.
export const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000 })

export const fail = () => {
  throw new Error('it cannot be done')
}
