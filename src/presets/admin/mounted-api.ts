import type { Mount } from '../../gateway/index.ts'
import type { AdminApi } from './admin-api.ts'

/** An API of a gateway, for the console. */
export const mountedApi = (mount: Mount): AdminApi => ({
  api: mount.options.api,
  path: mount.options.path,
  counts: mount.counts,
  sockets: mount.sockets,
  recorded: mount.home.recorded,
  connections: () => mount.connections(),
  topics: () => mount.fanOut.topics(),
  size: (topic) => mount.fanOut.members(topic).length,
  topicsOf: (connectionId) => mount.fanOut.topicsOf(connectionId),
})
