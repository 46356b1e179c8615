// @ts-check
import { dialects } from '../dialects/dialects.mjs'
import { RawWebSocket } from './raw-websocket.mjs'

/**
 * Where a server listens and how to speak to it.
 *
 * @typedef {object} Target
 * @property {keyof typeof dialects} dialect
 * @property {number} port
 * @property {string} token
 */

/** A client that has been let in. Scenarios put their own functions in place of `onDelivery`, `onReply` and `onEnd`. */
export class Member {
  index
  /** Messages of channels received so far. */
  received = 0
  /** @type {(member: Member) => void} */
  onDelivery = ignore
  /** @type {(member: Member) => void} */
  onReply = ignore
  /** @type {(how: string) => void} */
  onEnd = (how) => {
    throw new Error(`client ${this.index} lost its connection: ${how}`)
  }
  #dialect
  #webSocket

  /**
   * Let go through `onReply` when the server has welcomed it.
   *
   * @param {number} index
   * @param {Target} target
   */
  constructor(index, target) {
    this.index = index
    this.#dialect = dialects[target.dialect]
    this.#webSocket = new RawWebSocket(target.port, this.#dialect.path(target.token), {
      opened: () => this.#opened(),
      text: (bytes, start, end) => this.#text(bytes, start, end),
      ended: (how) => this.onEnd(how),
    })
  }

  /** @param {Buffer} frame */
  send(frame) {
    this.#webSocket.send(frame)
  }

  /**
   * Send and wait for the reply. Without a frame: wait for the next reply, the first of which is the welcome.
   *
   * @param {Buffer} [frame]
   * @returns {Promise<void>}
   */
  ask(frame) {
    return new Promise((resolve) => {
      this.onReply = () => {
        this.onReply = ignore
        resolve()
      }
      if (frame !== undefined) this.send(frame)
    })
  }

  pause() {
    this.#webSocket.pause()
  }

  resume() {
    this.#webSocket.resume()
  }

  #opened() {
    if (this.#dialect.welcome === 'handshake') this.onReply(this)
  }

  /**
   * @param {Buffer} bytes
   * @param {number} start
   * @param {number} end
   */
  #text(bytes, start, end) {
    const kind = this.#dialect.kind(bytes, start)
    if (kind === 'delivery') {
      this.received += 1
      this.onDelivery(this)
    } else if (kind === 'reply') this.onReply(this)
    else if (kind === 'refusal') throw new Error(`the server refused: ${bytes.toString('utf8', start, end)}`)
    else if (kind !== 'other') this.send(kind)
  }
}

function ignore() {}
