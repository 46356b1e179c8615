// @ts-check
import { maskedFrame } from './masked-frame.mjs'
import { RawWebSocket } from './raw-websocket.mjs'

/** @typedef {{ epoch: string, offset: number }} Position */
/** A reply or an event, of which only what is looked at is named. @typedef {{ type: 'reply' | 'event', ok?: boolean, event?: string, channel?: string, offset?: number, data?: any }} Frame */

/** @type {(value?: any) => void} */
const ignore = () => {}

/** A client of the hub that reads all it gets, with one request in flight at most. */
export class HubClient {
  /** @type {(frame: Frame) => void} */
  onEvent = ignore
  #isCut = false
  #answer = ignore
  #webSocket

  /**
   * Use `HubClient.open`.
   *
   * @param {number} port
   * @param {string} token
   * @param {() => void} opened
   */
  constructor(port, token, opened) {
    this.#webSocket = new RawWebSocket(port, `/hub?access_token=${token}`, {
      opened,
      text: (bytes, start, end) => this.#text(bytes.toString('utf8', start, end)),
      ended: (how) => this.#ended(how),
    })
  }

  /**
   * @param {number} port
   * @param {string} token
   * @param {(frame: Frame) => void} [onEvent]
   * @returns {Promise<HubClient>}
   */
  static open(port, token, onEvent = ignore) {
    return new Promise((resolve) => {
      const client = new HubClient(port, token, () => resolve(client))
      client.onEvent = onEvent
    })
  }

  /**
   * The data of the reply. Throws for a refusal, out of reach of whoever asks: the measurement is over then.
   *
   * @param {string} action
   * @param {object} [fields]
   * @returns {Promise<any>}
   */
  ask(action, fields = {}) {
    return new Promise((resolve) => {
      this.#answer = resolve
      this.#webSocket.send(maskedFrame(JSON.stringify({ action, id: '1', ...fields })))
    })
  }

  /** Be gone without a word. */
  cut() {
    this.#isCut = true
    this.#webSocket.cut()
  }

  /** @param {string} text */
  #text(text) {
    const frame = /** @type {Frame} */ (JSON.parse(text))
    if (frame.type === 'event') this.onEvent(frame)
    else if (frame.ok) this.#answer(frame.data)
    else throw new Error(`the server refused: ${text}`)
  }

  /** @param {string} how */
  #ended(how) {
    if (!this.#isCut) throw new Error(`a client lost its connection: ${how}`)
  }
}
