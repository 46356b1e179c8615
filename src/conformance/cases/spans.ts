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
export const spanCases = (spans: Spans): readonly Case[] => [idleCase(spans), ageCase(spans)]

function idleCase({ idleMs, graceMs }: Spans): Case {
  const origins = origin(sources.connectLog, ['handlers'])
  const title = 'after ten idle minutes a connection is closed with 1001'
  const one = point('spans.idle', title, origins, async (bench) => {
    const { watcher, notice, connection } = await watched(bench)
    const stop = keepBusy(watcher, idleMs / 4)
    try {
      await livesFor(connection, idleMs, graceMs)
      const { event } = await notice('disconnect')
      const { disconnectStatusCode, disconnectReason } = event.context
      same([disconnectStatusCode, disconnectReason], [1001, 'Going away'], 'the end:')
    } finally {
      stop()
    }
  })
  return { ...one, isSlow: true }
}

function ageCase({ idleMs, maxAgeMs, graceMs }: Spans): Case {
  const origins = inferred('guide: quotas have the span; the code is not documented', ['handlers'])
  const title = 'after two hours a connection is closed with 1001, busy or not'
  const one = point('spans.age', title, origins, async (bench) => {
    const client = await bench.open()
    const stop = keepBusy(client, Math.min(idleMs, maxAgeMs) / 4)
    try {
      await livesFor(client, maxAgeMs, graceMs)
    } finally {
      stop()
    }
  })
  return { ...one, isSlow: true }
}

/** Until it is closed with 1001: not much less, and no more than the grace above. */
async function livesFor(client: Connection, spanMs: number, graceMs: number): Promise<void> {
  const start = performance.now()
  const { code } = await client.closed('a close with 1001', spanMs + graceMs)
  same(code, 1001, 'the close code')
  const ms = Math.round(performance.now() - start)
  if (ms < spanMs * 0.9) throw new Mismatch(`a close after ${spanMs} ms`, `one after ${ms} ms`)
}

function keepBusy(client: Connection, everyMs: number): () => void {
  const timer = setInterval(() => {
    if (client.isOpen) client.send({ action: 'oneway' })
  }, everyMs)
  return () => clearInterval(timer)
}
