import type { WebSocket } from 'ws'
import { isRecord, type Json } from '../check.ts'
import { parseJson } from '../event.ts'
import { stateOf } from './managed.fixture.ts'
import { type Member, messageEvent, newId } from './member.fixture.ts'
import type { Stub } from './stub.fixture.ts'

const throttledSince = new WeakSet<Member>()

/** What the gateway does with a message, and the handler of its route. */
export function handle(stub: Stub, member: Member, ws: WebSocket, text: string): void {
  const { behaviour } = stub
  if (text === '' && behaviour.endsOnEmpty) ws.terminate()
  const routeKey = behaviour.route(member.api, text)
  const fault = routeKey === undefined ? 'Forbidden' : faultOf(stub, member, routeKey, text)
  if (routeKey === undefined || fault !== undefined) {
    ws.send(behaviour.frame(fault ?? '', { connectionId: member.id, requestId: newId() }))
    if (behaviour.endsOnErrors) ws.close(1011)
    return
  }
  const answer = behaviour.answer(routeKey, answerOf(stub, member, routeKey, text))
  if (answer !== undefined) ws.send(answer)
}

function faultOf({ behaviour }: Stub, member: Member, routeKey: string, text: string): string | undefined {
  const body = parseJson(text)
  if (routeKey === 'throw' || routeKey === 'slow') return 'Internal server error'
  if (routeKey === 'model' && behaviour.checksModels) {
    const isValid = isRecord(body) && typeof body.count === 'number' && body.count >= 1
    return isValid ? undefined : 'Invalid request body'
  }
  if (routeKey !== 'throttled' || !behaviour.throttles) return undefined
  if (throttledSince.has(member)) return 'Too Many Requests'
  throttledSince.add(member)
  return undefined
}

function answerOf(stub: Stub, member: Member, routeKey: string, text: string): string {
  const body = parseJson(text)
  switch (routeKey) {
    case 'probe':
      return '{"conformance":1}'
    case 'size':
      return JSON.stringify({ bytes: Buffer.byteLength(text) })
    case 'context':
      return JSON.stringify(stub.behaviour.context)
    case 'model':
      return '{"valid":true}'
    case 'manage':
      return JSON.stringify(isRecord(body) ? manage(stub, member, body) : {})
    default:
      return JSON.stringify(stub.behaviour.event('message', messageEvent(member, routeKey, text)))
  }
}

/** What a handler gets from the SDK. */
function manage({ behaviour, members }: Stub, member: Member, body: Json): Json {
  const operation = String(body.operation)
  const id = typeof body.connectionId === 'string' ? body.connectionId : member.id
  const state = stateOf(members, id)
  if (state === 'malformed') return behaviour.sdk(operation, { error: 'BadRequestException', status: 400 })
  const ws = members.get(id)?.ws
  if (ws === undefined) return behaviour.sdk(operation, { error: 'GoneException', status: 410 })
  if (operation === 'post') ws.send(behaviour.delivered(String(body.data)))
  if (operation === 'delete') ws.close(behaviour.deleteCode)
  const output = operation === 'get' ? { ConnectedAt: '', Identity: {}, LastActiveAt: '' } : {}
  return behaviour.sdk(operation, { status: operation === 'delete' ? 204 : 200, output })
}
