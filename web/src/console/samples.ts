import type { ApiCounts, Latency, LiveNode, ServerState } from './state-types.ts'

/** What the plots show of a moment. `undefined` is a hole in a line. */
export interface Sample {
  /** The clock of this page, in milliseconds since 1970. */
  readonly at: number
  readonly connections: number
  /** A second. */
  readonly messagesIn: number | undefined
  readonly messagesOut: number | undefined
  /** Milliseconds. */
  readonly publishing: Latency
  readonly turns: Latency
}

/** What is known of a node. */
export interface KnownNode {
  readonly state: LiveNode
  /** When that was heard, by the clock of this page. */
  readonly heardAt: number
  /** A second; `undefined` before it was heard twice. */
  readonly messagesIn: number | undefined
  readonly messagesOut: number | undefined
}

export interface History {
  readonly samples: readonly Sample[]
  readonly last: ServerState | undefined
  /**
   * What each node last said, in the order of their ids. One that is silent is remembered for a moment, since it may only be busy, and longer if the node
   * that says so is cut off itself: then each answer may come from another one, and tell of that one alone.
   */
  readonly nodes: ReadonlyMap<string, KnownNode>
  /** Who does not answer, by the word of a node that is not cut off itself, or has not for a while. */
  readonly silent: readonly string[]
}

export const SPAN_MS = 10 * 60_000
/** After so long without an answer the line has a hole, as for a page that was hidden. */
const HOLE_AFTER_MS = 10_000
const REMEMBERED_MS = 3_000
const REMEMBERED_BY_CUT_OFF_MS = 10_000

export const noHistory: History = { samples: [], last: undefined, nodes: new Map(), silent: [] }

/** `at`: when it was heard, by the clock of this page. Those of nodes may differ. */
export function sampled(before: History, state: ServerState, at: number): History {
  const known = new Map<string, KnownNode>()
  for (const live of state.nodes) known.set(live.node, heard(before.nodes.get(live.node), live, at))
  const isCutOff = state.nodes.some(({ node, problem }) => node === state.node && problem !== undefined)
  const rememberedMs = isCutOff ? REMEMBERED_BY_CUT_OFF_MS : REMEMBERED_MS
  for (const node of state.silent) {
    const remembered = before.nodes.get(node)
    if (remembered !== undefined && at - remembered.heardAt <= rememberedMs) known.set(node, remembered)
  }
  const nodes = new Map([...known].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  const silent = state.silent.filter((node) => !isCutOff || !nodes.has(node))
  const samples = before.samples.filter((sample) => at - sample.at <= SPAN_MS)
  const lastAt = samples.at(-1)?.at
  const hole = lastAt !== undefined && at - lastAt > HOLE_AFTER_MS ? [holeAt(lastAt + 1)] : []
  return { samples: [...samples, ...hole, sampleOf([...nodes.values()], at)], last: state, nodes, silent }
}

/** Counters are since the start of a node, so a rate is what they grew by since, and one that fell is another's. */
function heard(before: KnownNode | undefined, state: LiveNode, heardAt: number): KnownNode {
  const nothing = { state, heardAt, messagesIn: undefined, messagesOut: undefined }
  if (before === undefined || before.state.startedAt !== state.startedAt) return nothing
  const spanMs = state.now - before.state.now
  // An answer that was overtaken by a newer one.
  if (spanMs <= 0) return before
  if (spanMs > HOLE_AFTER_MS) return nothing
  const rate = (count: 'messages' | 'deliveries'): number | undefined => {
    const grown = sumOf(state.apis, count) - sumOf(before.state.apis, count)
    return grown < 0 ? undefined : grown / (spanMs / 1_000)
  }
  return { state, heardAt, messagesIn: rate('messages'), messagesOut: rate('deliveries') }
}

function sampleOf(nodes: readonly KnownNode[], at: number): Sample {
  return {
    at,
    connections: sumOf(apisOf(nodes), 'connections'),
    messagesIn: sumOfKnown(nodes.map(({ messagesIn }) => messagesIn)),
    messagesOut: sumOfKnown(nodes.map(({ messagesOut }) => messagesOut)),
    publishing: worstOf(nodes.map(({ state }) => state.publishing)),
    turns: worstOf(nodes.map(({ state }) => state.turns)),
  }
}

/** The APIs of several nodes, each once, with the sums of what it has and did. */
export function apisOf(nodes: readonly KnownNode[]): readonly ApiCounts[] {
  const apis = new Map<string, ApiCounts>()
  for (const api of nodes.flatMap(({ state }) => state.apis)) {
    const key = JSON.stringify([api.name, api.path])
    const before = apis.get(key)
    apis.set(key, before === undefined ? api : added(before, api))
  }
  return [...apis.values()]
}

const added = (one: ApiCounts, other: ApiCounts): ApiCounts => ({
  ...one,
  connections: one.connections + other.connections,
  topics: one.topics + other.topics,
  messages: one.messages + other.messages,
  publishes: one.publishes + other.publishes,
  deliveries: one.deliveries + other.deliveries,
  faults: one.faults + other.faults,
})

export function sumOf(
  apis: readonly ApiCounts[],
  count: 'connections' | 'topics' | 'messages' | 'deliveries' | 'faults',
): number {
  return apis.reduce((sum, api) => sum + api[count], 0)
}

/** The worst p99 and the median p50 of the nodes that measured anything; 0 is nothing. */
export function worstOf(all: readonly Latency[]): Latency {
  const measured = all.filter(({ p99 }) => p99 !== undefined && p99 > 0)
  const medians = measured.flatMap(({ p50 }) => p50 ?? []).toSorted((one, other) => one - other)
  const highest = measured.flatMap(({ p99 }) => p99 ?? [])
  return {
    p50: medians[Math.floor((medians.length - 1) / 2)],
    p99: highest.length === 0 ? undefined : Math.max(...highest),
  }
}

function sumOfKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.flatMap((value) => value ?? [])
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0)
}

function holeAt(at: number): Sample {
  const nothing = undefined
  const unknown = { p50: nothing, p99: nothing }
  return {
    at,
    connections: Number.NaN,
    messagesIn: nothing,
    messagesOut: nothing,
    publishing: unknown,
    turns: unknown,
  }
}

/** Whether there is more than one node, answering or not. */
export const isFleetIn = ({ nodes, silent }: History): boolean =>
  new Set([...nodes.keys(), ...silent]).size > 1
