import { randomBytes } from 'node:crypto'
import aws4 from 'aws4'
import type { Signing } from '../target.ts'
import { exchange, type HttpAnswer, type Patience } from './http.ts'

export interface HandshakeRequest {
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly subprotocols?: readonly string[]
}

/**
 * Ask for a connection and look at the answer only: its status and headers, which clients do not show, and subprotocols
 * of which they refuse the choice.
 */
export function handshake(
  { url, headers, subprotocols = [] }: HandshakeRequest,
  patience: Patience,
): Promise<HttpAnswer> {
  return exchange(
    {
      method: 'GET',
      origin: url,
      target: `${url.pathname}${url.search}`,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        ...(subprotocols.length > 0 && { 'Sec-WebSocket-Protocol': subprotocols.join(', ') }),
        ...headers,
      },
    },
    patience,
  )
}

/** `url` with a signature of its GET in the query, as IAM authorization wants it of an upgrade. */
export function signUpgrade(url: URL, { region, accessKeyId, secretAccessKey, sessionToken }: Signing): URL {
  const { path = '/' } = aws4.sign(
    {
      service: 'execute-api',
      region,
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: { Host: url.host },
      signQuery: true,
    },
    { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  )
  return new URL(path, url)
}
