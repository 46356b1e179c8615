import type { Later } from '../later.ts'
import type { Sockets } from './sockets.ts'

/** What a node says to a question of another one. What it rejects with is no answer. */
export type NodeAnswer = (question: string) => Later<string>

/** The way from node to node: to the connections that another one holds, and to itself. One question, one answer. */
export interface Peers {
  /** Let the other nodes reach the connections of the API at `path` that are here, until the returned function is called. */
  serve(path: string, sockets: Sockets): () => void
  /**
   * The connections of the API at `path` on another node. A node that is not there any more is `gone`; one that does not
   * answer in time is an `Unavailable`: then what was asked may have been done. Frames to one connection arrive in the order
   * of the calls.
   */
  on(node: string, path: string): Sockets
  /** Say who answers what the other nodes ask of this one. Until then it has no answer. */
  answerWith(answer: NodeAnswer): void
  /**
   * Ask another node. `undefined`: it is not there any more, or has nobody who answers. Rejects when it does not answer in
   * time, or cannot: then what was asked may have been done.
   */
  ask(node: string, question: string): Promise<string | undefined>
}
