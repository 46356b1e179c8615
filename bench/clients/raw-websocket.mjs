// @ts-check
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { FrameReader } from './frame-reader.mjs'
import { maskedFrame, opcodes } from './masked-frame.mjs'

/** All sockets read into the same memory, one after the other: no buffer is made per read. */
const chunk = Buffer.allocUnsafeSlow(64 * 1024)
const endOfHead = '\r\n\r\n'

/**
 * @typedef {object} Handlers
 * @property {() => void} opened
 * @property {(bytes: Buffer, start: number, end: number) => void} text a text frame; the bytes are reused afterwards
 * @property {(how: string) => void} ended called once: `closed 1008 too slow`, `reset`, `ended` or an error's message
 */

/** A WebSocket client that costs little: it sends frames that were built before and counts frames by their headers. */
export class RawWebSocket {
  #socket
  #handlers
  #reader = new FrameReader((opcode, bytes, start, end) => this.#frame(opcode, bytes, start, end))
  #head = ''
  #isOpen = false
  #how = 'ended'

  /**
   * @param {number} port
   * @param {string} path
   * @param {Handlers} handlers
   */
  constructor(port, path, handlers) {
    this.#handlers = handlers
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: chunk, callback: (length) => this.#read(chunk.subarray(0, length)) },
    })
    this.#socket.write(upgradeRequest(port, path))
    this.#socket.on('error', (error) => this.#failed(error))
    this.#socket.on('close', () => handlers.ended(this.#how))
  }

  /** @param {Buffer} frame a whole masked frame */
  send(frame) {
    this.#socket.write(frame)
  }

  /** Stop reading, as a client that hangs. */
  pause() {
    this.#socket.pause()
  }

  resume() {
    this.#socket.resume()
  }

  /** Be gone without a word, as a client whose network is. */
  cut() {
    this.#socket.destroy()
  }

  /**
   * @param {Buffer} bytes
   * @returns true: go on reading
   */
  #read(bytes) {
    if (this.#isOpen) this.#reader.read(bytes)
    else this.#handshake(bytes)
    return true
  }

  /** @param {Buffer} bytes */
  #handshake(bytes) {
    this.#head += bytes.toString('latin1')
    const end = this.#head.indexOf(endOfHead)
    if (end === -1) return
    if (!this.#head.startsWith('HTTP/1.1 101 ')) {
      this.#socket.destroy(new Error(`refused: ${this.#head.slice(0, this.#head.indexOf('\r\n'))}`))
      return
    }
    this.#isOpen = true
    this.#handlers.opened()
    this.#reader.read(Buffer.from(this.#head.slice(end + endOfHead.length), 'latin1'))
  }

  /**
   * @param {number} opcode
   * @param {Buffer} bytes
   * @param {number} start
   * @param {number} end
   */
  #frame(opcode, bytes, start, end) {
    if (opcode === opcodes.text) this.#handlers.text(bytes, start, end)
    else if (opcode === opcodes.ping) this.send(maskedFrame(bytes.subarray(start, end), opcodes.pong))
    else if (opcode === opcodes.close) this.#closed(bytes.subarray(start, end))
    else if (opcode !== opcodes.pong) throw new Error(`unexpected opcode ${opcode}`)
  }

  /** @param {Buffer} payload */
  #closed(payload) {
    const code = payload.length < 2 ? 1005 : payload.readUInt16BE(0)
    this.#how = `closed ${code} ${payload.toString('utf8', 2)}`.trimEnd()
    this.#socket.end(maskedFrame(payload, opcodes.close))
  }

  /** @param {Error & { code?: string }} error */
  #failed(error) {
    if (this.#how === 'ended') this.#how = error.code === 'ECONNRESET' ? 'reset' : error.message
  }
}

/**
 * Each client has a key of its own: some servers tell connections apart by it.
 *
 * @param {number} port
 * @param {string} path
 */
function upgradeRequest(port, path) {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    '\r\n',
  ].join('\r\n')
}
