import type { ConnectionCount, MountCounts } from '../../gateway/index.ts'
import { counter, gauge, type Labels, type Reading, type Sample } from './reading.ts'

type Apis = readonly ConnectionCount[]

/** What comes to each API, and what goes out of it. */
export const apiMetrics = (apis: Apis): Reading[] => [...connectionMetrics(apis), ...messageMetrics(apis)]

function connectionMetrics(apis: Apis): Reading[] {
  return [
    gauge(
      'stoa_connections',
      'Connections that are open now.',
      each(apis, (api) => api.connections),
    ),
    gauge(
      'stoa_topics',
      'Topics that have members on this node.',
      each(apis, (api) => api.topics),
    ),
    counter(
      'stoa_connects_total',
      'Requests for a connection, by what became of them.',
      eachBy(apis, 'outcome', ({ connects, refused }) => ({ opened: connects, refused })),
    ),
    counter(
      'stoa_connects_rate_limited_total',
      'Requests for a connection that were refused because the API had too many.',
      each(apis, ({ counts }) => counts.throttled),
    ),
    counter(
      'stoa_auth_failures_total',
      'Requests for a connection that no authorizer let in, by the reason.',
      eachBy(apis, 'reason', ({ authFailures }) => authFailures),
    ),
    counter(
      'stoa_closes_total',
      'Connections that ended, by the code of the close.',
      eachBy(apis, 'code', ({ closes }) => closes),
    ),
  ]
}

function messageMetrics(apis: Apis): Reading[] {
  return [
    counter(
      'stoa_messages_received_total',
      'Messages of clients.',
      each(apis, ({ counts }) => counts.messages),
    ),
    counter(
      'stoa_messages_rate_limited_total',
      'Messages that were refused because there were too many, of the client or for the route.',
      each(apis, ({ counts }) => counts.faults['too-many-requests']),
    ),
    counter(
      'stoa_error_frames_total',
      'Messages that got an error frame, by what was wrong.',
      eachBy(apis, 'fault', ({ faults }) => faults),
    ),
    counter(
      'stoa_publishes_total',
      'Messages that this node was asked to publish to a topic.',
      each(apis, ({ counts }) => counts.publishes),
    ),
    counter(
      'stoa_deliveries_total',
      'Messages of topics that were handed to members on this node, each for each member.',
      each(apis, ({ counts }) => counts.deliveries),
    ),
  ]
}

const each = (apis: Apis, count: (api: ConnectionCount) => number): Sample[] =>
  apis.map((api) => ({ labels: labelsOf(api), value: count(api) }))

/** One sample for each count that an API has. */
const eachBy = (
  apis: Apis,
  label: string,
  counted: (counts: MountCounts) => Readonly<Record<string, number>>,
): Sample[] =>
  apis.flatMap((api) =>
    Object.entries(counted(api.counts)).map(([name, value]) => ({
      labels: { ...labelsOf(api), [label]: name },
      value,
    })),
  )

const labelsOf = ({ api, path }: ConnectionCount): Labels => ({ api, path })
