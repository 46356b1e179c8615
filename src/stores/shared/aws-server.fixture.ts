import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface AwsRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly clientPort: number | undefined
  /** The operation, for services that have it in a header. */
  readonly operation: string
  readonly body: Buffer
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean
}

export interface AwsAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** What is not a text is written as JSON. */
  readonly body?: unknown
}

export interface AwsServer {
  readonly endpoint: string
  readonly requests: readonly AwsRequest[]
  close(): Promise<void>
}

/** What the SDK needs to ask a stand-in: it signs, and nobody looks at the signature. One attempt, so that nothing waits. */
export const testConfig = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
  maxAttempts: 1,
}

/** A server on this machine that answers as `answer` says. `cut` ends the connection without an answer. */
export async function awsServer(
  answer: (request: AwsRequest) => AwsAnswer | 'cut' | Promise<AwsAnswer | 'cut'>,
): Promise<AwsServer> {
  const requests: AwsRequest[] = []
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { method = '', url: target = '', headers } = incoming
    const operation = String(headers['x-amz-target'] ?? '').replace(/^.*\./, '')
    const clientPort = incoming.socket.remotePort
    const isGone = () => incoming.socket.destroyed
    const request = { method, target, headers, clientPort, operation, body: Buffer.concat(chunks), isGone }
    requests.push(request)
    const answered = await answer(request)
    if (answered === 'cut') {
      incoming.socket.destroy()
      return
    }
    const { status = 200, headers: sent, body = '' } = answered
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', ...sent })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: Error) => response.destroy(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('the server does not listen')
}

/** An error as services with JSON answer it. */
export const awsFailure = (type: string, message = 'a message', status = 400): AwsAnswer => ({
  status,
  headers: { 'x-amzn-ErrorType': type },
  body: { __type: type, message },
})
