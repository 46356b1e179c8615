import type { NodeAnswer, Peers } from '../../core/ports/peers.ts'
import type { ConnectionInfo, Sockets } from '../../core/ports/sockets.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import type { NodeChannel } from './node-channel.ts'
import { type PeerRequest, readRequest, writeRequest } from './peer-request.ts'

const patienceMs = 2_000
/** No API is there, so a node that knows nothing of questions answers that it is gone. */
const noPath = ''

/** Requests for connections of other nodes, over the channel of each. */
export function redisPeers(channel: NodeChannel): Peers {
  const served = new Map<string, Sockets>()
  let answered: NodeAnswer | undefined
  channel.answerWith(async (body) => {
    const request = readRequest(body)
    if (request.verb === 'ask' && answered !== undefined) {
      return Buffer.from(JSON.stringify({ said: await answered(String(request.frame)) }))
    }
    const sockets = served.get(request.path)
    return Buffer.from(JSON.stringify(sockets === undefined ? 'gone' : await act(sockets, request)))
  })

  async function ask(node: string, request: PeerRequest): Promise<unknown> {
    const answer = await channel.request(node, writeRequest(request), patienceMs)
    return answer === 'gone' ? 'gone' : JSON.parse(answer.toString())
  }

  return {
    serve(path, sockets) {
      served.set(path, sockets)
      return () => {
        if (served.get(path) === sockets) served.delete(path)
      }
    },
    on(node, path) {
      return {
        async send(connectionId, frame) {
          const outcome = await ask(node, { path, connectionId, verb: 'send', frame })
          return outcome === 'sent' || outcome === 'full' ? outcome : gone(outcome)
        },
        async describe(connectionId) {
          const outcome = await ask(node, { path, connectionId, verb: 'describe' })
          return isInfo(outcome) ? outcome : gone(outcome)
        },
        async close(connectionId, code, reason) {
          const outcome = await ask(node, { path, connectionId, verb: 'close', code, reason })
          return outcome === 'closed' ? outcome : gone(outcome)
        },
      }
    },
    answerWith(answer) {
      answered = answer
    },
    async ask(node, question) {
      const outcome = await ask(node, { path: noPath, connectionId: '', verb: 'ask', frame: question })
      return isSaid(outcome) ? outcome.said : void gone(outcome)
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
    case 'ask':
      return 'gone'
  }
}

function isSaid(answer: unknown): answer is { readonly said: string } {
  return typeof answer === 'object' && answer !== null && typeof Reflect.get(answer, 'said') === 'string'
}

function isInfo(answer: unknown): answer is ConnectionInfo {
  return typeof answer === 'object' && answer !== null && 'connectedAt' in answer && 'sourceIp' in answer
}

function gone(answer: unknown): 'gone' {
  if (answer === 'gone') return answer
  throw new Unavailable('a node of another version answered what is not understood here')
}
