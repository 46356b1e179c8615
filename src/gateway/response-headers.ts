import type { IncomingMessage } from 'node:http'
import type { ResponseHeaders } from '../core/index.ts'

/** What is to be said with the 101 of an upgrade. */
export const responseHeaders = new WeakMap<IncomingMessage, ResponseHeaders>()

/** For `ws`, which lets its owner add lines before it writes them. */
export function addResponseHeaders(lines: string[], request: IncomingMessage): void {
  const headers = responseHeaders.get(request)
  if (headers !== undefined) lines.push(...headerLines(headers, ofUpgrade))
}

// What `ws` writes itself, or what would make something else of the answer.
const ofUpgrade =
  /^(connection|upgrade|content-length|transfer-encoding|sec-websocket-(accept|key|version|extensions))$/i

const name = /^[!#$%&'*+.^_`|~\w-]+$/
const value = /^[\t\x20-\x7e\x80-\xff]*$/

/** Lines of a head. What is no header, or is among those to leave out, is left out. */
export function headerLines(headers: ResponseHeaders, leaveOut: RegExp): readonly string[] {
  return headers
    .filter(([key, text]) => name.test(key) && !leaveOut.test(key) && value.test(text))
    .map(([key, text]) => `${key}: ${text}`)
}
