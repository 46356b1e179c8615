import type { Socket } from 'node:net'
import type { RawData } from 'ws'
import {
  after,
  type ConnectionContext,
  type ConnectionInfo,
  type Gathering,
  type Later,
  type Outlet,
} from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import type { ConnectionHost, Opened } from './connection-host.ts'
import { Crowd } from './crowd.ts'
import type { FlushingWebSocket } from './flushing-web-socket.ts'
import type { FrameInspector } from './frame-inspector.ts'
import { Inbox } from './inbox.ts'
import { Lifespan } from './lifespan.ts'
import { Outbox } from './outbox.ts'
import { ReplyOrder } from './reply-order.ts'
import { TokenBucket } from './token-bucket.ts'
import { frameOf } from './wire.ts'

const open = 1
/** Bytes of an answer that one token of the rate pays for. */
const bytesAToken = 4_096

/** One client on one socket: what comes in is put in order, what goes out is written once a turn. */
export class Connection implements Outlet, Gathering {
  readonly context: ConnectionContext
  readonly #lifespan: Lifespan
  readonly #ws: FlushingWebSocket
  readonly #socket: Socket
  readonly #host: ConnectionHost
  readonly #inbox = new Inbox()
  readonly #outbox: Outbox
  readonly #bucket: TokenBucket
  readonly #opened: Opened
  /** Replies to its messages, where one need not wait for the one before. */
  #replies: ReplyOrder | undefined
  #messages = 0
  /** Where frames are handled at once. */
  readonly #crowd: Crowd | undefined
  #isGathered = false
  #closing: { readonly code: number; readonly reason: string } | undefined
  #isCondemned = false

  constructor(context: ConnectionContext, opened: Opened, host: ConnectionHost) {
    const { ws, socket } = opened
    this.context = context
    this.#ws = ws
    this.#socket = socket
    this.#host = host
    this.#outbox = new Outbox(socket, host.limits.outboundBytes)
    this.#opened = opened
    const now = host.now()
    this.#lifespan = new Lifespan(now)
    this.#bucket = new TokenBucket(host.limits, now)
    if (host.handling === 'at-once') {
      this.#crowd = new Crowd(host.limits.inboundFrames, () => this.#ws.resume())
    }
    this.#listen()
  }

  get connectionId(): string {
    return this.context.connectionId
  }

  get connectedAt(): number {
    return this.#lifespan.connectedAt
  }

  get replies(): ReplyOrder {
    this.#replies ??= new ReplyOrder((frame) => this.send(frameOf(frame)))
    return this.#replies
  }

  /** Run `job` in order with this connection's frames: those that come while it runs wait for it. */
  inOrder(job: () => Later<void>): void {
    this.#inbox.add(job)
  }

  /** Frames for the client, written at the end of this turn. After a close frame nothing is. */
  push(frames: Uint8Array): void {
    this.#outbox.push(frames)
    this.#gather()
  }

  /** A frame for this client alone. Where very many of them come in one turn, they are written before it ends. */
  send(frame: Uint8Array): void {
    if (this.#outbox.pushOwn(frame) === 'large') this.flush()
    else this.#gather()
  }

  /** Close at the end of this turn, after what was sent before. The first close counts. */
  close(code: number, reason: string): void {
    if (this.#closing !== undefined) return
    this.#closing = { code, reason }
    this.#gather()
  }

  isOpen(): boolean {
    return this.#ws.readyState === open && this.#closing === undefined
  }

  /** The client reads so slowly that it is about to be cut. */
  isFull(): boolean {
    return this.#outbox.isFull()
  }

  describe(): ConnectionInfo {
    if (this.#outbox.hasWritten()) this.#lifespan.lastDataAt = this.#host.now()
    return {
      connectedAt: this.connectedAt,
      lastActiveAt: this.#lifespan.lastDataAt,
      sourceIp: (this.#opened.sourceIp ?? this.#socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
      userAgent: this.#opened.userAgent,
    }
  }

  /** Everything gathered in this turn, in one write. */
  flush(): void {
    this.#isGathered = false
    if (this.#ws.readyState !== open) {
      this.#outbox.clear()
      return
    }
    if (this.#outbox.flush() === 'full') this.#cut()
    if (this.#closing !== undefined) this.#ws.close(this.#closing.code, this.#closing.reason)
  }

  /** Hold the profile's spans: ping, and end what is dead, idle or too old. */
  sweep(now: number): void {
    if (!this.isOpen()) return
    if (this.#outbox.hasWritten()) this.#lifespan.lastDataAt = now
    const judgement = this.#lifespan.judge(now, this.#host.profile, this.#socket, this.#ws.isPaused)
    if (judgement === 'over') this.close(closeCodes.goingAway, 'Going away')
    else if (judgement === 'ping') this.#ws.ping()
    else if (judgement === 'dead') this.#ws.terminate()
  }

  /** End without a handshake. */
  terminate(): void {
    this.#ws.terminate()
  }

  #listen(): void {
    const ws = this.#ws
    ws.beforeClose = () => void this.#outbox.flush()
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary))
    if (this.#host.profile.pingsCount) ws.on('ping', () => (this.#lifespan.lastDataAt = this.#host.now()))
    ws.on('error', afterwardsComesClose)
    ws.on('close', (code, reason) => this.#closed(code, reason))
    if (this.#opened.inspector !== undefined) this.#inspect(this.#opened.inspector)
  }

  /** Ahead of `ws`, so that the frame that is too big is known before the message it makes arrives. */
  #inspect(inspector: FrameInspector): void {
    const look = (chunk: Buffer): void => {
      inspector.inspect(chunk)
      if (inspector.messagesBeforeOversized() === undefined) return
      this.#socket.off('data', look)
      process.nextTick(() => this.#condemn(closeCodes.tooBig, 'Frame too large'))
    }
    this.#socket.prependListener('data', look)
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!this.#takes() || !Buffer.isBuffer(data)) return
    if (isBinary && this.#host.binary === 'refuse') {
      this.#condemn(closeCodes.unsupportedData, 'Binary frames are not supported')
      return
    }
    const now = this.#host.now()
    this.#lifespan.lastDataAt = now
    const allowance = this.#bucket.take(now)
    if (allowance === 'taken') this.#handle(data, isBinary && this.#host.binary === 'base64')
    else if (allowance === 'refused') this.#enqueue(() => this.#host.tooMany(this))
    else this.#abuse()
  }

  /** Whether the next message is still to be handled. */
  #takes(): boolean {
    this.#messages += 1
    if (this.#isCondemned || !this.isOpen()) return false
    const limit = this.#opened.inspector?.messagesBeforeOversized()
    return limit === undefined || this.#messages <= limit
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
    const before = this.#outbox.ownBytes()
    const answering = this.#host.message(this, text, isBase64Encoded)
    const bytes = this.#outbox.ownBytes() - before
    if (bytes > bytesAToken) this.#bucket.charge(bytes / bytesAToken)
    return answering
  }

  /** A client that is far ahead of its handlers is not read from until they have caught up. */
  #enqueue(job: () => Later<void>): void {
    this.#inbox.add(job)
    if (this.#inbox.waiting() <= this.#host.limits.inboundFrames || this.#ws.isPaused) return
    this.#ws.pause()
    this.#inbox.add(() => this.#ws.resume())
  }

  #abuse(): void {
    this.#inbox.clear()
    this.#crowd?.clear()
    this.#isCondemned = true
    void after(this.#replies?.empty(), () => this.close(closeCodes.policyViolation, 'Too many requests'))
  }

  /** Close when the frames before this one have been handled; those after it are not. */
  #condemn(code: number, reason: string): void {
    this.#isCondemned = true
    this.#inbox.add(() => after(this.#replies?.empty(), () => this.close(code, reason)))
  }

  #gather(): void {
    if (this.#isGathered) return
    this.#isGathered = true
    this.#host.gather(this)
  }

  /** The client reads too slowly. What waits in its socket is all it will get. */
  #cut(): void {
    this.#inbox.clear()
    this.#crowd?.clear()
    this.#closing = { code: closeCodes.tryAgainLater, reason: 'Reading too slowly; reconnect' }
    this.#host.tooSlow(this)
  }

  #closed(code: number, reason: Buffer): void {
    this.#outbox.clear()
    this.#closing ??= { code, reason: reason.toString() }
    const { code: endCode, reason: endReason } = this.#closing
    this.#inbox.add(() => this.#host.ended(this, endCode, endReason))
  }
}

/** `ws` closes a connection on which it met an error, with the code that fits; without a listener it would throw. */
function afterwardsComesClose(): void {}
