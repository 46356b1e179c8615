import type { Socket } from 'node:net'
import { Room } from './room.ts'

const smallBytes = 8 * 1024
/** What one client is sent alone is not gathered beyond this: it could ask for any amount in one turn. */
const largeBytes = 256 * 1024

/** What goes out to one client: gathered in a turn, and written once at its end. */
export class Outbox {
  readonly #socket: Socket
  readonly #maxWaitingBytes: number
  /** Most turns bring one buffer, so the others have a list only when there are any. */
  #first: Uint8Array | undefined
  #more: Uint8Array[] | undefined
  #hasWritten = false
  /** Bytes for this client alone: in all, and how many there had been at the last flush. */
  #ownBytes = 0
  #ownBytesFlushed = 0
  /** Few clients are ever sent so much that somebody asks for it. */
  #room: Room | undefined

  /** With more than `maxWaitingBytes` from earlier turns still in the socket, nothing more is written. */
  constructor(socket: Socket, maxWaitingBytes: number) {
    this.#socket = socket
    this.#maxWaitingBytes = maxWaitingBytes
  }

  push(frames: Uint8Array): void {
    if (this.#first === undefined) this.#first = frames
    else if (this.#more === undefined) this.#more = [frames]
    else this.#more.push(frames)
  }

  /** Take a frame for this client alone. `large`: so much of that is gathered that it is to be flushed now. */
  pushOwn(frame: Uint8Array): 'gathered' | 'large' {
    this.push(frame)
    this.#ownBytes += frame.length
    return this.#gatheredOwnBytes() >= largeBytes ? 'large' : 'gathered'
  }

  /** Bytes that were for this client alone, since the start. */
  ownBytes(): number {
    return this.#ownBytes
  }

  clear(): void {
    this.#first = undefined
    this.#more = undefined
    this.#ownBytesFlushed = this.#ownBytes
  }

  /** Write what was gathered. `full`: the client has not read enough of what came before; it gets nothing. */
  flush(): 'written' | 'full' {
    const first = this.#first
    const more = this.#more
    this.clear()
    if (this.isFull()) return 'full'
    if (first === undefined) return 'written'
    this.#hasWritten = true
    if (more === undefined) this.#socket.write(first)
    else this.#writeAll(first, more)
    return 'written'
  }

  /** Something small, however much waits: the client may yet read it. */
  writeLast(frame: Uint8Array): void {
    this.#socket.write(frame)
  }

  /** Whether somebody may send much, and when. */
  get room(): Room {
    this.#room ??= new Room(this.#socket, () => this.#gatheredOwnBytes())
    return this.#room
  }

  /** So much waits that the next flush will write nothing. */
  isFull(): boolean {
    return this.#socket.writableLength > this.#maxWaitingBytes
  }

  /** Whether anything was written since this was asked last: cheaper than to note the time of each write. */
  hasWritten(): boolean {
    const hasWritten = this.#hasWritten
    this.#hasWritten = false
    return hasWritten
  }

  #gatheredOwnBytes(): number {
    return this.#ownBytes - this.#ownBytesFlushed
  }

  /** One write for little, one `writev` for much. */
  #writeAll(first: Uint8Array, more: readonly Uint8Array[]): void {
    const bytes = more.reduce((sum, frames) => sum + frames.length, first.length)
    if (bytes <= smallBytes) {
      this.#socket.write(Buffer.concat([first, ...more], bytes))
      return
    }
    this.#socket.cork()
    this.#socket.write(first)
    for (const frames of more) this.#socket.write(frames)
    this.#socket.uncork()
  }
}
