import type { IncomingMessage } from 'node:http'

/**
 * The status for an upgrade that could not become a connection whoever asks (RFC 6455 section 4.2.1), so that nobody is
 * asked about it; `undefined` for one that could.
 */
export function upgradeFault({ method, headers }: IncomingMessage): 400 | undefined {
  const key = headers['sec-websocket-key'] ?? ''
  const version = headers['sec-websocket-version']
  const isWellFormed = method === 'GET' && /^[+/0-9A-Za-z]{22}==$/.test(key) && version === '13'
  return isWellFormed ? undefined : 400
}
