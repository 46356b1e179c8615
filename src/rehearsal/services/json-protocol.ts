import { type Fields, isFields } from '../template/index.ts'
import type { Answer, Call } from './service.ts'

/** `AWS JSON 1.0` and `1.1`: a POST whose header says the operation, and whose body is its input. */
export interface JsonProtocol {
  /** `undefined` for what is not in this protocol. */
  read(call: Call): { readonly operation: string; readonly input: Fields } | undefined
  answer(output: object): Answer
  /** Code and message. The status is 400, as it is for nearly everything in these protocols. */
  fault(code: string, message: string, more?: Partial<Answer>): Answer
}

export function jsonProtocol(version: '1.0' | '1.1'): JsonProtocol {
  const contentType = { 'content-type': `application/x-amz-json-${version}` }
  return {
    read: ({ headers, body }) => {
      const target = headers['x-amz-target']
      const input = parse(body)
      if (typeof target !== 'string' || !isFields(input)) return undefined
      return { operation: target.slice(target.indexOf('.') + 1), input }
    },
    answer: (output) => ({ status: 200, headers: contentType, body: JSON.stringify(output) }),
    fault: (code, message, { status = 400, headers = {} } = {}) => ({
      status,
      headers: { ...contentType, 'x-amzn-errortype': code, ...headers },
      body: JSON.stringify({ __type: code, message, Message: message }),
    }),
  }
}

function parse(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
