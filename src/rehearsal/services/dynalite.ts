import { EventEmitter } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import dynalite from 'dynalite'
import type { Answer } from './service.ts'

/** DynamoDB's engine. Nobody reaches it but through this. */
export interface OpenedDynalite {
  /** Hand on a request as it came, but for its body. */
  pass(headers: IncomingHttpHeaders, body: Buffer): Promise<Answer>
  call(operation: string, input: object): Promise<Answer>
}

/** It is called in this process: a port of its own would double what each command costs. */
export function openDynalite(): OpenedDynalite {
  const server = dynalite({ createTableMs: 0 })
  const pass = (target: string, body: Buffer): Promise<Answer> =>
    new Promise((resolve) => {
      const request = Object.assign(new EventEmitter(), {
        method: 'POST',
        url: '/',
        headers: { ...anybody, 'x-amz-target': target },
      })
      server.emit('request', request, responseTo(resolve))
      request.emit('data', body)
      request.emit('end')
    })
  return {
    pass: ({ 'x-amz-target': target }, body) => pass(typeof target === 'string' ? target : '', body),
    call: (operation, input) => pass(`DynamoDB_20120810.${operation}`, Buffer.from(JSON.stringify(input))),
  }
}

/** It looks whether there is a signature, and not at what it is. */
const anybody = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20240101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=any/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=any',
}

const kept = ['content-type', 'x-amz-crc32']

/** What it uses of a response. */
function responseTo(resolve: (answer: Answer) => void) {
  const headers: Record<string, string> = {}
  return {
    statusCode: 200,
    setHeader(name: string, value: unknown): void {
      if (kept.includes(name.toLowerCase())) headers[name.toLowerCase()] = String(value)
    },
    end(body: string): void {
      resolve({ status: this.statusCode, headers, body })
    },
  }
}
