import type { ServerState } from './admin-types.ts'

/** What the plots show of a moment. `undefined` is a hole in a line. */
export interface Sample {
  /** The server's clock, in milliseconds since 1970. */
  readonly at: number
  readonly connections: number
  /** A second. */
  readonly messagesIn: number | undefined
  readonly messagesOut: number | undefined
  /** Milliseconds. */
  readonly publishP50: number | undefined
  readonly publishP99: number | undefined
  readonly turnP50: number | undefined
  readonly turnP99: number | undefined
}

export interface History {
  readonly samples: readonly Sample[]
  readonly last: ServerState | undefined
}

export const SPAN_MS = 10 * 60_000
/** After so long without an answer the line has a hole, as for a page that was hidden. */
const HOLE_AFTER_MS = 10_000

export const noHistory: History = { samples: [], last: undefined }

/** Counters are since the start, so a rate is what they grew by. One that fell belongs to another server. */
export function sampled({ samples, last }: History, state: ServerState): History {
  if (last !== undefined && state.now <= last.now) return { samples, last }
  const isAnother = last !== undefined && last.startedAt !== state.startedAt
  const hole = last !== undefined && state.now - last.now > HOLE_AFTER_MS ? [holeAt(last.now + 1)] : []
  const before = samples.filter(({ at }) => state.now - at <= SPAN_MS)
  const since = isAnother || hole.length > 0 ? undefined : last
  const rate = (count: (state: ServerState) => number): number | undefined => {
    if (since === undefined) return undefined
    const grown = count(state) - count(since)
    return grown < 0 ? undefined : grown / ((state.now - since.now) / 1_000)
  }
  const sample: Sample = {
    at: state.now,
    connections: sumOf(state, 'connections'),
    messagesIn: rate((all) => sumOf(all, 'messages')),
    messagesOut: rate((all) => sumOf(all, 'deliveries')),
    publishP50: state.publishing.p50,
    publishP99: state.publishing.p99,
    turnP50: state.turns.p50,
    turnP99: state.turns.p99,
  }
  return { samples: [...before, ...hole, sample], last: state }
}

export function sumOf(
  { apis }: ServerState,
  count: 'connections' | 'topics' | 'messages' | 'deliveries' | 'faults',
): number {
  return apis.reduce((sum, api) => sum + api[count], 0)
}

function holeAt(at: number): Sample {
  const nothing = undefined
  return {
    at,
    connections: Number.NaN,
    messagesIn: nothing,
    messagesOut: nothing,
    publishP50: nothing,
    publishP99: nothing,
    turnP50: nothing,
    turnP99: nothing,
  }
}
