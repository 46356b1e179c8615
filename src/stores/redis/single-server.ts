import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { RedisAddress } from './address.ts'
import { Link, type RedisTls } from './link.ts'
import { openSentinels } from './sentinels.ts'
import type { ServerEvents, Servers } from './servers.ts'

export interface ServersOptions {
  readonly address: RedisAddress
  readonly tls: RedisTls | undefined
  readonly clock: Clock
  readonly log: Log
  readonly events: ServerEvents
}

/** One server, at its address or wherever the sentinels say that the master is. */
export function singleServer({ address, tls, clock, log, events }: ServersOptions): Servers {
  const sentinels = address.kind === 'sentinel' ? openSentinels(address, tls) : undefined
  const [server] = address.servers
  const link = new Link({
    address,
    tls,
    find: sentinels === undefined ? async () => server : () => sentinels.master(),
    ...(sentinels && {
      isCurrent: async ({ host, port }) => {
        const master = await sentinels.master()
        return master.host === host && master.port === port
      },
    }),
    mustBeMaster: sentinels !== undefined,
    clock,
    log,
    onReady: events.changed,
  })
  return {
    of: () => link,
    all: () => [link],
    suspect: async () => link.drop('it is no master any more'),
    isCluster: false,
    errors: () => link.errors(),
    problem: () => link.problem(),
    close() {
      link.close()
      sentinels?.close()
    },
  }
}
