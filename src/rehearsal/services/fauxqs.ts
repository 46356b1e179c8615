import { buildApp } from 'fauxqs'
import { type Fields, textOf } from '../template/index.ts'
import type { Answer } from './service.ts'

/** SQS's engine. Nobody reaches it but through this. */
export interface OpenedFauxqs {
  /** An operation of SQS: `SendMessage`. */
  call(operation: string, input: object): Promise<Answer>
  stop(): Promise<void>
}

/** What is used of its app, a Fastify. */
interface App {
  inject(request: object): Promise<{ statusCode: number; headers: Fields; rawPayload: Buffer }>
  ready(): PromiseLike<unknown>
  close(): PromiseLike<unknown>
}

/** It is called in this process: its own start would listen on every address of the machine. */
export async function openFauxqs(): Promise<OpenedFauxqs> {
  const app: App = buildApp({ logger: false, defaultRegion: 'us-east-1' })
  await app.ready()
  return {
    call: async (operation, input) => {
      const { statusCode, headers, rawPayload } = await app.inject({
        method: 'POST',
        url: '/',
        headers: { ...headersOfAnybody, 'x-amz-target': `AmazonSQS.${operation}` },
        payload: JSON.stringify(input),
      })
      return { status: statusCode, headers: textsIn(headers), body: rawPayload }
    },
    stop: async () => {
      await app.close()
    },
  }
}

const headersOfAnybody = {
  host: 'localhost',
  'content-type': 'application/x-amz-json-1.0',
  authorization: 'AWS4-HMAC-SHA256 Credential=any/20240101/us-east-1/sqs/aws4_request',
}

const kept = ['content-type', 'x-amzn-query-error']

function textsIn(headers: Fields): Record<string, string> {
  const entries = kept.map((name) => [name, textOf(headers[name])] as const)
  return Object.fromEntries(entries.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])))
}
