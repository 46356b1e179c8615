import type { RawData } from 'ws'
import { after, type FarewellCause, type Later } from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import type { Connection } from './connection.ts'
import type { ConnectionHost } from './connection-host.ts'
import { Crowd } from './crowd.ts'
import type { FlushingWebSocket } from './flushing-web-socket.ts'
import { Inbox } from './inbox.ts'
import { TokenBucket } from './token-bucket.ts'

/** Bytes of an answer that one token of the rate pays for, unless the limits say it. */
const bytesAToken = 4_096

export interface IntakeOptions {
  readonly connection: Connection
  readonly ws: FlushingWebSocket
  readonly host: ConnectionHost
  readonly now: number
}

/** What comes in from one client: held against its rate, and handled in order. */
export class Intake {
  readonly #connection: Connection
  readonly #ws: FlushingWebSocket
  readonly #host: ConnectionHost
  readonly #inbox = new Inbox()
  readonly #bucket: TokenBucket
  /** Where frames are handled at once. */
  readonly #crowd: Crowd | undefined
  #messages = 0
  #isCondemned = false

  constructor({ connection, ws, host, now }: IntakeOptions) {
    this.#connection = connection
    this.#ws = ws
    this.#host = host
    this.#bucket = new TokenBucket(host.limits, now)
    if (host.handling === 'at-once') this.#crowd = new Crowd(host.limits.inboundFrames, () => ws.resume())
  }

  /** Run `job` in order with the frames: those that come while it runs wait for it. */
  inOrder(job: () => Later<void>): void {
    this.#inbox.add(job)
  }

  /** Forget what has not begun. */
  clear(): void {
    this.#inbox.clear()
    this.#crowd?.clear()
  }

  /** A message at `now`, if it is still to be handled. `limit`: no more than so many messages are. */
  receive(data: RawData, isBinary: boolean, limit: number | undefined, now: () => number): void {
    this.#messages += 1
    const isOver = limit !== undefined && this.#messages > limit
    if (this.#isCondemned || isOver || !this.#connection.isOpen() || !Buffer.isBuffer(data)) return
    if (isBinary && this.#host.binary === 'refuse') {
      this.condemn('bad-frame', closeCodes.unsupportedData, 'Binary frames are not supported')
      return
    }
    const allowance = this.#bucket.take(now())
    if (allowance === 'taken') this.#handle(data, isBinary && this.#host.binary === 'base64')
    else if (allowance === 'refused') this.#refuse(data.toString())
    else this.#abuse()
  }

  /** Close when the frames before this one have been handled; those after it are not. */
  condemn(cause: FarewellCause, code: number, reason: string): void {
    this.#isCondemned = true
    this.#inbox.add(() => this.#leave(cause, code, reason))
  }

  #handle(data: Buffer, isBase64Encoded: boolean): void {
    const text = data.toString(isBase64Encoded ? 'base64' : 'utf8')
    if (!this.#inbox.isIdle()) this.#enqueue(() => this.#answer(text, isBase64Encoded))
    else if (this.#crowd === undefined) this.#inbox.hold(this.#answer(text, isBase64Encoded))
    else if (this.#crowd.add(() => this.#answer(text, isBase64Encoded)) && !this.#ws.isPaused)
      this.#ws.pause()
  }

  /** Large answers count as more than one frame: a few bytes may ask for very many. */
  #answer(text: string, isBase64Encoded: boolean): Later<void> {
    const before = this.#connection.ownBytes()
    const answering = this.#host.message(this.#connection, text, isBase64Encoded)
    const bytes = this.#connection.ownBytes() - before
    const { answerBytes: paid = bytesAToken } = this.#host.limits
    if (bytes > paid) this.#bucket.charge(bytes / paid)
    return answering
  }

  #refuse(text: string): void {
    const retryAfterMs = this.#bucket.untilNext()
    this.#enqueue(() => this.#host.tooMany(this.#connection, text, retryAfterMs))
  }

  /** A client that is far ahead of its handlers is not read from until they have caught up. */
  #enqueue(job: () => Later<void>): void {
    this.#inbox.add(job)
    if (this.#inbox.waiting() <= this.#host.limits.inboundFrames || this.#ws.isPaused) return
    this.#ws.pause()
    this.#inbox.add(() => this.#ws.resume())
  }

  #abuse(): void {
    this.clear()
    this.#isCondemned = true
    void this.#leave('flooding', closeCodes.policyViolation, 'Too many requests')
  }

  /** What is still being answered is answered before. */
  #leave(cause: FarewellCause, code: number, reason: string): Later<void> {
    const connection = this.#connection
    return after(connection.answered(), () => connection.leave(cause, code, reason))
  }
}
