import type { BackplaneCounts, OpenedRedis } from '../../stores/index.ts'
import type { Durations } from './durations.ts'
import { counter, gauge, histogram, type Reading } from './reading.ts'

/** What a node of a fleet counts besides what every server does. */
export interface FleetCounts {
  readonly backplane: BackplaneCounts
  readonly lag: Durations
  readonly redis: Pick<OpenedRedis, 'problem' | 'errors' | 'underWay' | 'channels'>
  /** This node, and those that it knew of at its last beat. */
  nodes(): number
}

export function fleetMetrics({ backplane, lag, redis, nodes }: FleetCounts): Reading[] {
  return [
    gauge('stoa_fleet_nodes', 'Nodes of the fleet that this one knew of when it last could.', nodes()),
    gauge('stoa_redis_up', 'Whether Redis is there (1) or away (0).', redis.problem() === undefined ? 1 : 0),
    counter(
      'stoa_redis_errors_total',
      'Servers that could not be reached, and commands that failed.',
      redis.errors(),
    ),
    gauge('stoa_redis_commands_under_way', 'Commands that wait for their answer.', redis.underWay()),
    gauge('stoa_redis_channels', 'Channels of Redis that this node hears.', redis.channels.count()),
    ...backplaneMetrics(backplane, lag),
  ]
}

function backplaneMetrics(counts: BackplaneCounts, lag: Durations): Reading[] {
  return [
    histogram(
      'stoa_backplane_lag_seconds',
      'From a publish to its acceptance by Redis, for all of a topic in a turn together.',
      [{ durations: lag }],
    ),
    gauge('stoa_backplane_waiting', 'Publishes that wait for Redis.', counts.waiting),
    counter(
      'stoa_backplane_commands_total',
      'Commands that publishes took: one for all of a topic in a turn of the event loop.',
      counts.commands,
    ),
    counter('stoa_backplane_refused_total', 'Publishes that Redis did not take.', counts.refused),
    counter(
      'stoa_backplane_received_total',
      'Messages of topics that came from Redis; what was published in one command is one.',
      counts.received,
    ),
    counter(
      'stoa_backplane_caught_up_total',
      'Messages of topics that were read from their logs after a lost connection.',
      counts.caughtUp,
    ),
    counter(
      'stoa_backplane_gaps_total',
      'Topics of which messages may have been missed, because their log did not reach back far enough.',
      counts.gaps,
    ),
  ]
}
