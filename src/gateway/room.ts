import type { Socket } from 'node:net'

/** With less than this on the way to it, a client that is sent much is sent more. */
const roomBytes = 128 * 1024

/** Those who have much to send to one client, in the order in which they came. */
export class Room {
  readonly #socket: Socket
  readonly #gatheredBytes: () => number
  readonly #waiting: (() => void)[] = []

  /** `gatheredBytes`: what is to be written to the socket and was not yet. */
  constructor(socket: Socket, gatheredBytes: () => number) {
    this.#socket = socket
    this.#gatheredBytes = gatheredBytes
  }

  /**
   * Resolves when little waits for the client, or nothing can reach it any more. Who is told has to send at once: the next one is told
   * in a later turn, if there is room then.
   */
  wait(): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.isThere()) return undefined
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length === 1) this.#socket.on('drain', this.#next).on('close', this.#next)
    })
  }

  isThere(): boolean {
    return !this.#socket.writable || this.#socket.writableLength + this.#gatheredBytes() < roomBytes
  }

  readonly #next = (): void => {
    if (!this.isThere()) return
    this.#waiting.shift()?.()
    if (this.#waiting.length > 0) setImmediate(this.#next)
    else this.#socket.off('drain', this.#next).off('close', this.#next)
  }
}
