import { type Case, point } from '../case.ts'
import { Mismatch, same } from '../check.ts'
import { inferred, origin, sources } from '../sources.ts'
import { watched } from '../watch.ts'
import type { Connection } from '../wire/connection.ts'

export interface Spans {
  readonly idleMs: number
  readonly maxAgeMs: number
  /** How much later than said a connection may end. */
  readonly graceMs: number
}

export const documentedSpans: Spans = { idleMs: 600_000, maxAgeMs: 7_200_000, graceMs: 60_000 }

/** How long connections live. Each case takes as long as its span. */
export function spanCases({ idleMs, maxAgeMs, graceMs }: Spans): readonly Case[] {
  const idle = point(
    'spans.idle',
    'after ten idle minutes a connection is closed with 1001',
    origin(sources.connectLog, ['handlers']),
    async (bench) => {
      const { watcher, notice, connection } = await watched(bench)
      const stop = keepBusy(watcher, idleMs / 4)
      try {
        const ms = await lifeOf(connection, idleMs + graceMs)
        if (ms < idleMs * 0.9) throw new Mismatch(`a close after ${idleMs} ms`, `one after ${ms} ms`)
        const { event } = await notice('disconnect')
        const { disconnectStatusCode, disconnectReason } = event.context
        same([disconnectStatusCode, disconnectReason], [1001, 'Going away'], 'the end:')
      } finally {
        stop()
      }
    },
  )
  const old = point(
    'spans.age',
    'after two hours a connection is closed, busy or not',
    inferred('guide: quotas have the span; the code is not documented', ['handlers']),
    async (bench) => {
      const client = await bench.open()
      const stop = keepBusy(client, Math.min(idleMs, maxAgeMs) / 4)
      try {
        const ms = await lifeOf(client, maxAgeMs + graceMs)
        if (ms < maxAgeMs * 0.9) throw new Mismatch(`a close after ${maxAgeMs} ms`, `one after ${ms} ms`)
      } finally {
        stop()
      }
    },
  )
  return [
    { ...idle, isSlow: true },
    { ...old, isSlow: true },
  ]
}

/** The milliseconds until it closes, with 1001. */
async function lifeOf(client: Connection, patienceMs: number): Promise<number> {
  const start = performance.now()
  const { code } = await client.closed('a close with 1001', patienceMs)
  same(code, 1001, 'the close code')
  return performance.now() - start
}

function keepBusy(client: Connection, everyMs: number): () => void {
  const timer = setInterval(() => {
    if (client.isOpen) client.send({ action: 'oneway' })
  }, everyMs)
  return () => clearInterval(timer)
}
