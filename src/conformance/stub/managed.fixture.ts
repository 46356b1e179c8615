import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Managed, ManagedAnswer } from './behaviour.fixture.ts'
import type { Member } from './member.fixture.ts'
import { apiAt, type Stub } from './stub.fixture.ts'

const largestBytes = 128 * 1_024

export function stateOf(members: ReadonlyMap<string, Member>, id: string): Managed['id'] {
  if (members.get(id)?.ws !== undefined) return 'open'
  return /^[\w-]{15}=$/.test(id) ? 'gone' : 'malformed'
}

/** The management API. */
export function answerManagement(
  stub: Stub,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const [, stage = '', written = ''] = /^(.*?)\/+(?:@|%40)connections\/(.*)$/.exec(request.url ?? '') ?? []
  const id = decodeURIComponent(written)
  const { method = '', url: path = '' } = request
  const asked = { method, path, id: stateOf(stub.members, id) }
  const answer = stub.behaviour.managed(asked, answerTo(stub, request, { ...asked, stage, id }, body))
  response.writeHead(answer.status, answer.error === undefined ? {} : { 'x-amzn-ErrorType': answer.error })
  response.end(answer.body)
}

interface Asked {
  readonly method: string
  readonly stage: string
  readonly id: string
}

function answerTo(
  stub: Stub,
  request: IncomingMessage,
  { method, stage, id }: Asked,
  body: Buffer,
): ManagedAnswer {
  if (!stub.isSigned(request, body)) {
    return fault(403, 'InvalidSignatureException', 'The request signature we calculated does not match …')
  }
  if (apiAt(stage) === undefined) return fault(403, 'ForbiddenException', 'Forbidden')
  const state = stateOf(stub.members, id)
  if (state === 'malformed') return fault(400, 'BadRequestException', `Invalid connectionId: ${id}`)
  if (body.length > largestBytes) return fault(413, 'PayloadTooLargeException', 'Message too long')
  const member = stub.members.get(id)
  const gone = fault(410, 'GoneException', 'Gone')
  return member?.ws === undefined || member.api !== apiAt(stage) ? gone : done(stub, method, member, body)
}

const fault = (status: number, error: string, message: string): ManagedAnswer => ({
  status,
  error,
  body: JSON.stringify({ message }),
})

function done({ behaviour }: Stub, method: string, member: Member, body: Buffer): ManagedAnswer {
  if (method === 'POST') {
    member.ws?.send(behaviour.delivered(body.toString()))
    return { status: 200 }
  }
  if (method === 'DELETE') {
    member.ws?.emit('ended-by-delete')
    member.ws?.close(behaviour.deleteCode)
    return { status: 204 }
  }
  const identity = { sourceIp: '127.0.0.1', userAgent: member.userAgent }
  const connectedAt = new Date(member.connectedAt).toISOString()
  return { status: 200, body: JSON.stringify({ connectedAt, identity, lastActiveAt: connectedAt }) }
}
