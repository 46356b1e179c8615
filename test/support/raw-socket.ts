import { connect } from 'node:net'

export interface Conversation {
  /** The text frames, in order. */
  readonly frames: readonly string[]
  /** `undefined` if the connection ended without a close frame. */
  readonly closeCode: number | undefined
}

/** What the server says to a client that sends these bytes in one go, right behind the handshake. */
export async function conversation(port: number, path: string, bytes: Buffer): Promise<Conversation> {
  const answer = await exchange(port, Buffer.concat([Buffer.from(handshake(path)), bytes]))
  const wire = answer.subarray(answer.indexOf('\r\n\r\n') + 4)
  const frames: string[] = []
  for (let at = 0; at + 2 <= wire.length; ) {
    if (wire.readUInt8(at) === 0x88) return { frames, closeCode: wire.readUInt16BE(at + 2) }
    const short = wire.readUInt8(at + 1)
    const [start, length] = short === 126 ? [at + 4, wire.readUInt16BE(at + 2)] : [at + 2, short]
    frames.push(wire.toString('utf8', start, start + length))
    at = start + length
  }
  return { frames, closeCode: undefined }
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
