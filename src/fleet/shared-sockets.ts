import type { Peers, Sockets } from '../core/index.ts'

export interface SharedSocketsOptions {
  /** The id of this node, with which the ids of its connections begin. */
  readonly node: string
  /** The path of the API. */
  readonly path: string
  /** The connections that are here. */
  readonly local: Sockets
  readonly peers: Peers
}

const nodeIdLength = 4

/** The connections of an API on all nodes: an id says which node to ask. */
export function sharedSockets({ node, path, local, peers }: SharedSocketsOptions): Sockets {
  const socketsOf = (connectionId: string): Sockets => {
    const other = connectionId.slice(0, nodeIdLength)
    // What can be no node's is asked of none: there is no such connection here.
    return other === node || !/^[\w-]{4}$/.test(other) ? local : peers.on(other, path)
  }
  return {
    send: (connectionId, frame) => socketsOf(connectionId).send(connectionId, frame),
    describe: (connectionId) => socketsOf(connectionId).describe(connectionId),
    close: (connectionId, code, reason) => socketsOf(connectionId).close(connectionId, code, reason),
  }
}
