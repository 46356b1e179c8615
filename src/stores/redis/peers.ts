import type { Peers } from '../../core/ports/peers.ts'
import type { ConnectionInfo, Sockets } from '../../core/ports/sockets.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import type { NodeChannel } from './node-channel.ts'
import { type PeerRequest, readRequest, writeRequest } from './peer-request.ts'

const patienceMs = 2_000

/** Requests for connections of other nodes, over the channel of each. */
export function redisPeers(channel: NodeChannel): Peers {
  const served = new Map<string, Sockets>()
  channel.answerWith(async (body) => {
    const request = readRequest(body)
    const sockets = served.get(request.path)
    return Buffer.from(JSON.stringify(sockets === undefined ? 'gone' : await act(sockets, request)))
  })

  return {
    serve(path, sockets) {
      served.set(path, sockets)
      return () => {
        if (served.get(path) === sockets) served.delete(path)
      }
    },
    on(node, path) {
      const ask = async (request: Omit<PeerRequest, 'path'>): Promise<unknown> => {
        const answer = await channel.request(node, writeRequest({ ...request, path }), patienceMs)
        return answer === 'gone' ? 'gone' : JSON.parse(answer.toString())
      }
      return {
        async send(connectionId, frame) {
          const outcome = await ask({ connectionId, verb: 'send', frame })
          return outcome === 'sent' || outcome === 'full' ? outcome : gone(outcome)
        },
        async describe(connectionId) {
          const outcome = await ask({ connectionId, verb: 'describe' })
          return isInfo(outcome) ? outcome : gone(outcome)
        },
        async close(connectionId, code, reason) {
          const outcome = await ask({ connectionId, verb: 'close', code, reason })
          return outcome === 'closed' ? outcome : gone(outcome)
        },
      }
    },
  }
}

async function act(sockets: Sockets, request: PeerRequest): Promise<string | ConnectionInfo> {
  const { connectionId, verb, frame = '', code = 1000, reason = '' } = request
  switch (verb) {
    case 'send':
      return sockets.send(connectionId, frame)
    case 'describe':
      return sockets.describe(connectionId)
    case 'close':
      return sockets.close(connectionId, code, reason)
  }
}

function isInfo(answer: unknown): answer is ConnectionInfo {
  return typeof answer === 'object' && answer !== null && 'connectedAt' in answer && 'sourceIp' in answer
}

function gone(answer: unknown): 'gone' {
  if (answer === 'gone') return answer
  throw new Unavailable('a node of another version answered what is not understood here')
}
