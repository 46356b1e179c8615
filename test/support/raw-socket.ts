import { connect } from 'node:net'

/** The code of the close frame with which the server answers these bytes, sent right behind the handshake. */
export async function closeCodeAfter(port: number, path: string, bytes: Buffer): Promise<number | undefined> {
  const answer = await exchange(port, Buffer.concat([Buffer.from(handshake(path)), bytes]))
  const frames = answer.subarray(answer.indexOf('\r\n\r\n') + 4)
  for (let at = 0; at + 2 <= frames.length; ) {
    const length = frames.readUInt8(at + 1)
    if (frames.readUInt8(at) === 0x88) return frames.readUInt16BE(at + 2)
    at += length === 126 ? 4 + frames.readUInt16BE(at + 2) : 2 + length
  }
  return undefined
}

/** What the server answers to these bytes, up to the end of the connection. */
export function exchange(port: number, request: Buffer | string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('end', () => resolve(Buffer.concat(chunks)))
    socket.on('error', reject)
  })
}

/** A valid upgrade, as bytes. */
export const handshake = (path: string): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n')
