import type { NodeAnswer, Peers } from '../../core/ports/peers.ts'
import type { Sockets } from '../../core/ports/sockets.ts'

/** The ways between nodes of one process: what every other engine is compared with. */
export interface MemoryPeers {
  /** The part of one node. */
  open(node: string): Peers
}

export function memoryPeers(): MemoryPeers {
  const nodes = new Map<string, Map<string, Sockets>>()
  const answers = new Map<string, NodeAnswer>()
  return {
    open(node) {
      const served = new Map<string, Sockets>()
      nodes.set(node, served)
      return {
        serve(path, sockets) {
          served.set(path, sockets)
          return () => served.delete(path)
        },
        on: (other, path) => remote(() => nodes.get(other)?.get(path)),
        answerWith: (answer) => void answers.set(node, answer),
        ask: async (other, question) => answers.get(other)?.(question),
      }
    },
  }
}

/** Whatever is there when it is asked. Answers come later, as they do from another machine. */
function remote(sockets: () => Sockets | undefined): Sockets {
  return {
    send: async (connectionId, frame) => sockets()?.send(connectionId, frame) ?? 'gone',
    describe: async (connectionId) => sockets()?.describe(connectionId) ?? 'gone',
    close: async (connectionId, code, reason) => sockets()?.close(connectionId, code, reason) ?? 'gone',
  }
}
