import type { Log } from '../../core/ports/log.ts'
import { systemClock } from '../system/clock.ts'
import { systemIds } from '../system/ids.ts'
import { NodeChannel } from './node-channel.ts'
import type { OpenedRedis } from './open-redis.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** Nodes with a connection each, as in different processes. */
export function nodesOfOneFleet(prefix = freshPrefix()) {
  const opened: { readonly redis: OpenedRedis; readonly channel: NodeChannel }[] = []
  return {
    opened,
    async open() {
      const redis = await openedRedis(prefix)
      const node = systemIds().draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 4)
      const channel = new NodeChannel({ redis, node, clock: systemClock(), log: silent })
      await channel.open()
      opened.push({ redis, channel })
      return { redis, channel, node }
    },
  }
}
