import type {
  ConnectionsPage,
  ConnectionsQuery,
  NodeReport,
  TopicsPage,
  TopicsQuery,
  Whom,
} from '../../admin/index.ts'
import type { AdminOptions } from '../admin.ts'
import { version } from '../version.ts'
import { kick } from './kick.ts'
import { connectionsPage, topicsPage } from './pages.ts'
import { RecentQuantiles } from './recent-quantiles.ts'

/** What the console may see and do on one node. */
export interface ThisNode {
  readonly id: string
  report(): NodeReport
  connections(query: ConnectionsQuery): ConnectionsPage
  topics(query: TopicsQuery): TopicsPage
  kick(whom: Whom): Promise<number>
  drain(): void
}

/** What a server that is alone calls itself. */
const onlyNode = 'only'

export function thisNode(options: AdminOptions): ThisNode {
  const { apis, clock, errors, isDraining, address, problem } = options
  const id = options.others?.self ?? onlyNode
  const startedAt = clock.now()
  const turnMs = new RecentQuantiles(options.turns, clock)
  const publishMs = new RecentQuantiles(options.publishes, clock)

  function report(): NodeReport {
    const wrong = problem()
    const state = {
      node: id,
      address: address(),
      version,
      startedAt,
      now: clock.now(),
      draining: isDraining(),
      ...(wrong !== undefined && { problem: wrong }),
      apis: figuresOf(options),
      turns: turnMs.read(),
      publishMs: publishMs.read(),
    }
    return { state, errors: errors.newest() }
  }

  return {
    id,
    report,
    connections: (query) => connectionsPage(id, apis(), query),
    topics: (query) => topicsPage(apis(), query),
    kick: (whom) => kick(apis(), whom),
    drain: options.drain,
  }
}

const figuresOf = ({ apis }: AdminOptions) =>
  apis().map(({ api, path, counts, ...one }) => ({
    name: api.name,
    path,
    connections: one.connections().length,
    topics: [...one.topics()].length,
    messages: counts.messages,
    publishes: counts.publishes,
    deliveries: counts.deliveries,
    faults: Object.values(counts.faults).reduce((sum, count) => sum + count, 0),
  }))
