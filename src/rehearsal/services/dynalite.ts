import { once } from 'node:events'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import dynalite from 'dynalite'
import type { Answer } from './service.ts'

/** DynamoDB's engine, on a port of its own of loopback. */
export interface OpenedDynalite {
  /** Hand on a request as it came, but for its body. */
  pass(headers: IncomingHttpHeaders, body: Buffer): Promise<Answer>
  call(operation: string, input: object): Promise<Answer>
  stop(): Promise<void>
}

export async function openDynalite(): Promise<OpenedDynalite> {
  const server = dynalite({ createTableMs: 0 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const agent = new Agent({ keepAlive: true })
  const pass = (headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> =>
    post(port, agent, headers, body)
  return {
    pass: ({ 'x-amz-target': target }, body) =>
      pass({ ...anybody, 'x-amz-target': typeof target === 'string' ? target : '' }, body),
    call: (operation, input) =>
      pass(
        { ...anybody, 'x-amz-target': `DynamoDB_20120810.${operation}` },
        Buffer.from(JSON.stringify(input)),
      ),
    stop: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** It looks whether there is a signature, and not at what it is. */
const anybody = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20240101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=any/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=any',
}

function post(
  port: number,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': body.length }
    const options = { host: '127.0.0.1', port, method: 'POST', agent, headers: { ...headers, ...length } }
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const checksum = response.headers['x-amz-crc32']
        resolve({
          status: response.statusCode ?? 500,
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            ...(typeof checksum === 'string' ? { 'x-amz-crc32': checksum } : {}),
          },
          body: Buffer.concat(chunks),
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
