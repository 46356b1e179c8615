import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { FrameInspector } from '../../gateway/frame-inspector.ts'
import { sigV4Verifier } from '../../identity/sigv4/verifier.ts'
import { systemClock } from '../../stores/system/clock.ts'
import type { Signing } from '../target.ts'
import type { Behaviour } from './behaviour.fixture.ts'
import { handle } from './handlers.fixture.ts'
import { answerManagement } from './managed.fixture.ts'
import { authorizerEvent, connectEvent, disconnectEvent, type Member, newId } from './member.fixture.ts'
import { right } from './right.fixture.ts'
import { apiAt, type Stub } from './stub.fixture.ts'

export const stubSigning: Signing = { accessKeyId: 'AKID', secretAccessKey: 'secret', region: 'us-east-1' }

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A gateway with the handlers of `examples/conformance` that keeps the contract, apart from what `wrong` says. */
export async function stubGateway(wrong: Partial<Behaviour> = {}): Promise<URL> {
  const stub = openStub({ ...right, ...wrong })
  const server = createServer((request, response) => void answerHttp(stub, request, response))
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: stub.behaviour.maxMessageBytes,
    autoPong: stub.behaviour.pongs,
    // Which one is chosen is written by hand.
    handleProtocols: () => false,
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {})
    void upgrade(stub, request, socket).then((member) => {
      if (member === undefined) return
      sockets.once('headers', (headers: string[]) => {
        const chosen = stub.behaviour.subprotocol(member.upgrade)
        if (chosen !== undefined) headers.push(`Sec-WebSocket-Protocol: ${chosen}`)
      })
      const inspector = inspect(socket, stub.behaviour)
      sockets.handleUpgrade(request, socket, head, (ws) => enter(stub, member, ws, inspector))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => {
    for (const ws of sockets.clients) ws.terminate()
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return new URL(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/main`)
}

function openStub(behaviour: Behaviour): Stub {
  const members = new Map<string, Member>()
  const verifier = sigV4Verifier({ credentials: [stubSigning], clock: systemClock() })
  return {
    behaviour,
    members,
    isSigned({ method = '', url = '', headers }, body = Buffer.alloc(0)) {
      return 'accessKeyId' in verifier.verify({ method, target: url, headers, body }, ['execute-api'])
    },
    tell(member, notice) {
      const watcher = members.get(member.upgrade.query.get('watch') ?? '')
      watcher?.ws?.send(JSON.stringify(notice))
    },
  }
}

async function answerHttp(stub: Stub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const path = request.url ?? ''
  if (/connections/.test(path)) answerManagement(stub, request, Buffer.concat(chunks), response)
  else response.writeHead(stub.behaviour.plain(path)).end()
}

/** Who may in; `undefined` once somebody is refused. */
async function upgrade(stub: Stub, request: IncomingMessage, socket: Duplex): Promise<Member | undefined> {
  const { behaviour } = stub
  const member = arrival(stub, request)
  const asked = member.upgrade
  const admitted = behaviour.admit(asked)
  if (admitted !== 200) return refuse(socket, admitted)
  if (behaviour.callsAuthorizer(asked)) {
    stub.tell(member, { kind: 'authorizer', event: behaviour.event('authorizer', authorizerEvent(member)) })
  }
  const authorized = behaviour.authorize(asked)
  if (authorized !== 200) return refuse(socket, authorized)
  const posted = asked.query.has('post') && {
    posted: behaviour.postsEarly ? { status: 200, output: {} } : { error: 'GoneException', status: 410 },
  }
  const event = behaviour.event('connect', connectEvent(member))
  stub.tell(member, { kind: 'connect', event, ...posted })
  if (behaviour.waits) await wait(Number(asked.query.get('delay') ?? 0))
  const status = behaviour.connect(asked)
  return status < 300 ? member : refuse(socket, status)
}

function arrival(stub: Stub, request: IncomingMessage): Member {
  const { headers, url: target = '' } = request
  const { pathname, searchParams: query } = new URL(target, 'http://stub')
  const api = apiAt(pathname)
  const offered = (headers['sec-websocket-protocol'] ?? '').split(', ').filter(Boolean)
  return {
    id: newId(),
    api: api ?? 'main',
    host: headers.host ?? '',
    userAgent: headers['user-agent'],
    rawHeaders: request.rawHeaders,
    upgrade: { api, target, query, offered, isSigned: stub.isSigned(request) },
    connectedAt: Date.now(),
  }
}

function refuse(socket: Duplex, status: number): undefined {
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}

function inspect(socket: Duplex, { maxFrameBytes, answersCloses }: Behaviour): FrameInspector {
  const inspector = new FrameInspector(maxFrameBytes)
  socket.prependListener('data', (chunk: Buffer) => {
    if (!answersCloses && chunk[0] === 0x88) socket.destroy()
    inspector.inspect(chunk)
  })
  return inspector
}

function enter(stub: Stub, member: Member, ws: WebSocket, inspector: FrameInspector): void {
  const { behaviour, members } = stub
  member.ws = ws
  members.set(member.id, member)
  const idle = setTimeout(() => ws.close(1001, 'Going away'), behaviour.idleMs)
  const age = setTimeout(() => ws.close(behaviour.ageCode, 'Going away'), behaviour.maxAgeMs)
  let begun: readonly [number, string] | undefined
  ws.on('error', () => {})
  ws.on('message', (data, isBinary) => {
    idle.refresh()
    const text = Buffer.isBuffer(data) ? data.toString() : ''
    if (inspector.messagesBeforeOversized() !== undefined) ws.close(1009)
    else if (isBinary && behaviour.binaryCode !== undefined) ws.close(behaviour.binaryCode)
    else handle(stub, member, ws, text)
  })
  ws.on('close', (code, reason) => {
    clearTimeout(idle)
    clearTimeout(age)
    members.delete(member.id)
    const right = code === 1005 ? noCode : reason.toString()
    const end = behaviour.end(...(begun ?? ([code, right] as const)))
    const event = behaviour.event('disconnect', disconnectEvent(member, end.code, end.reason))
    if (behaviour.authorizesAgain) stub.tell(member, { kind: 'authorizer', event })
    if (behaviour.tells(code)) stub.tell(member, { kind: 'disconnect', event })
  })
  ws.once('ended-by-delete', () => {
    begun = [1000, 'Connection Closed Normally']
  })
}

const noCode = 'Client-side close frame status not set'
