import type { ApiState, Figures, LiveNode, NodeReport, Quantiles, ServerState } from '../../admin/index.ts'

const maxErrors = 50

/** What all nodes do, as the one says that was asked. */
export function mergedState(
  own: NodeReport,
  others: readonly NodeReport[],
  silent: readonly string[],
): ServerState {
  const { version, startedAt, now, node, draining } = own.state
  const reports = [own, ...others]
  const nodes = [
    ...reports.map(({ state }) => state),
    ...silent.map((id) => ({ node: id, silent: true }) as const),
  ]
  const errors = reports.flatMap((report) =>
    report.errors.map((error) => ({ ...error, node: report.state.node })),
  )
  return {
    version,
    startedAt,
    now,
    node,
    draining,
    nodes: nodes.toSorted((a, b) => (a.node < b.node ? -1 : 1)),
    ...figuresOf(reports.map(({ state }) => state)),
    errors: errors.toSorted((a, b) => b.at - a.at).slice(0, maxErrors),
  }
}

function figuresOf(nodes: readonly LiveNode[]): Figures {
  const apis = new Map<string, ApiState>()
  for (const api of nodes.flatMap((node) => node.apis)) {
    const key = JSON.stringify([api.name, api.path])
    const before = apis.get(key)
    apis.set(key, before === undefined ? api : sumOf(before, api))
  }
  return {
    apis: [...apis.values()],
    turns: quantilesOf(nodes.map(({ turns }) => turns)),
    publishMs: quantilesOf(nodes.map(({ publishMs }) => publishMs)),
  }
}

const sumOf = (one: ApiState, other: ApiState): ApiState => ({
  name: one.name,
  path: one.path,
  connections: one.connections + other.connections,
  topics: one.topics + other.topics,
  messages: one.messages + other.messages,
  publishes: one.publishes + other.publishes,
  deliveries: one.deliveries + other.deliveries,
  faults: one.faults + other.faults,
})

/** Nodes that had nothing to measure say nothing of how long it takes. */
function quantilesOf(all: readonly Quantiles[]): Quantiles {
  const measured = all.filter(({ p99 }) => p99 > 0)
  const medians = measured.map(({ p50 }) => p50).toSorted((a, b) => a - b)
  return {
    p50: medians[Math.floor((medians.length - 1) / 2)] ?? 0,
    p99: Math.max(0, ...measured.map(({ p99 }) => p99)),
  }
}
