import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { afterEach } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Stub {
  readonly url: string
  /** Every request and upgrade so far. */
  readonly received: readonly Received[]
}

interface StubOptions {
  /** Answer a request that is not an upgrade. */
  readonly answer?: (request: Received, response: ServerResponse) => void
  /** Answer an upgrade: a socket, or a status and a body to refuse it with. */
  readonly connect?: ((socket: WebSocket, request: Received) => void) | { status: number; body: string }
}

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A server on this machine that answers as a test wants, until the test ends. */
export async function stubServer({ answer = notFound, connect }: StubOptions): Promise<Stub> {
  const received: Received[] = []
  const server = createServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const { method = '', url: path = '', headers } = message
      const request = { method, path, headers, body: Buffer.concat(chunks).toString() }
      received.push(request)
      answer(request, response)
    })
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (message, socket, head) => {
    const { method = '', url: path = '', headers } = message
    const request = { method, path, headers, body: '' }
    received.push(request)
    if (typeof connect === 'function') {
      sockets.handleUpgrade(message, socket, head, (opened) => connect(opened, request))
      return
    }
    // The client may hang up first.
    socket.on('error', () => {})
    const { status, body } = connect ?? { status: 404, body: '' }
    socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => {
    server.closeAllConnections()
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, received }
}

/** Answer a request with JSON. */
export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

function notFound(_request: Received, response: ServerResponse): void {
  json(response, { message: 'Not Found' }, 404)
}
