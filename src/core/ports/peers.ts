import type { Sockets } from './sockets.ts'

/** The way from node to node, to the connections that another one holds. One question, one answer. */
export interface Peers {
  /** Let the other nodes reach the connections of the API at `path` that are here, until the returned function is called. */
  serve(path: string, sockets: Sockets): () => void
  /**
   * The connections of the API at `path` on another node. A node that is not there any more is `gone`; one that does not
   * answer in time is an `Unavailable`: then what was asked may have been done. Frames to one connection arrive in the order
   * of the calls.
   */
  on(node: string, path: string): Sockets
}
