import type { Socket } from 'node:net'
import type { RawData } from 'ws'
import type {
  ConnectionContext,
  ConnectionInfo,
  FarewellCause,
  Gathering,
  Later,
  Outlet,
} from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import type { ConnectionHost, Opened } from './connection-host.ts'
import type { FlushingWebSocket } from './flushing-web-socket.ts'
import type { FrameInspector } from './frame-inspector.ts'
import { Intake } from './intake.ts'
import { Lifespan } from './lifespan.ts'
import { Outbox } from './outbox.ts'
import { ReplyOrder } from './reply-order.ts'
import { frameOf } from './wire.ts'

const open = 1
const tooSlow = { code: closeCodes.tryAgainLater, reason: 'Reading too slowly; reconnect' }

/** One client on one socket: what comes in is put in order, what goes out is written once a turn. */
export class Connection implements Outlet, Gathering {
  readonly context: ConnectionContext
  readonly #lifespan: Lifespan
  readonly #ws: FlushingWebSocket
  readonly #socket: Socket
  readonly #host: ConnectionHost
  readonly #intake: Intake
  readonly #outbox: Outbox
  readonly #opened: Opened
  /** Replies to its messages, where one need not wait for the one before. */
  #replies: ReplyOrder | undefined
  #isGathered = false
  #closing: { readonly code: number; readonly reason: string } | undefined
  /** When its user's stay ends. */
  #stayUntil: number | undefined
  #warnedOf: number | undefined

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
    this.#intake = new Intake({ connection: this, ws, host, now })
    this.#stayUntil = host.stayOf(context.user)
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
    this.#intake.inOrder(job)
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

  /** Close for a reason of the gateway's own, as the API words it, or else with this code and reason. */
  leave(cause: FarewellCause, code: number, reason: string): void {
    if (this.#closing !== undefined) return
    const worded = this.#worded(cause)
    this.close(worded?.code ?? code, worded?.reason ?? reason)
  }

  /** `true` once for each end of a stay. */
  isToBeWarned(until: number): boolean {
    if (this.#warnedOf === until) return false
    this.#warnedOf = until
    return true
  }

  /** Its user is another one, whose stay ends at another time. */
  renewed(): void {
    this.#stayUntil = this.#host.stayOf(this.context.user)
  }

  /** Resolves when the client has read so much that more can be sent, which is to be done at once. */
  hasRoom(): Later<void> {
    if (!this.#outbox.room.isThere()) this.flush()
    return this.#outbox.room.wait()
  }

  isOpen(): boolean {
    return this.#ws.readyState === open && this.#closing === undefined
  }

  /** Resolves when what the client has sent is answered. */
  answered(): Later<void> {
    return this.#replies?.empty()
  }

  /** Bytes that were for this client alone, since the start. */
  ownBytes(): number {
    return this.#outbox.ownBytes()
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
    if (judgement === 'aged' || judgement === 'idle')
      this.leave(judgement, closeCodes.goingAway, 'Going away')
    else if (judgement === 'ping') this.#ws.ping()
    else if (judgement === 'dead') this.#ws.terminate()
    if (this.#stayUntil !== undefined) this.#host.ending(this, this.#stayUntil, now)
  }

  /** End without a handshake. */
  terminate(): void {
    this.#ws.terminate()
  }

  #listen(): void {
    const ws = this.#ws
    ws.beforeClose = () => void this.#outbox.flush()
    ws.onBadFrame = (code) => this.#worded('bad-frame') ?? { code, reason: '' }
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
      process.nextTick(() => this.#intake.condemn('bad-frame', closeCodes.tooBig, 'Frame too large'))
    }
    this.#socket.prependListener('data', look)
  }

  #receive(data: RawData, isBinary: boolean): void {
    const limit = this.#opened.inspector?.messagesBeforeOversized()
    this.#intake.receive(data, isBinary, limit, () => {
      this.#lifespan.lastDataAt = this.#host.now()
      return this.#lifespan.lastDataAt
    })
  }

  /** The API's words for an end, with its frame on the way. */
  #worded(cause: FarewellCause): { readonly code: number; readonly reason: string } | undefined {
    const farewell = this.#host.farewell(cause)
    if (farewell?.frame !== undefined) this.push(frameOf(farewell.frame))
    return farewell
  }

  #gather(): void {
    if (this.#isGathered) return
    this.#isGathered = true
    this.#host.gather(this)
  }

  /** The client reads too slowly. What waits in its socket is all it will get. */
  #cut(): void {
    this.#intake.clear()
    const farewell = this.#host.farewell('slow')
    if (farewell?.frame !== undefined) this.#outbox.writeLast(frameOf(farewell.frame))
    const { code, reason } = farewell ?? tooSlow
    this.#closing = { code, reason }
    this.#host.tooSlow(this)
  }

  #closed(code: number, reason: Buffer): void {
    this.#outbox.clear()
    this.#closing ??= { code, reason: reason.toString() }
    const { code: endCode, reason: endReason } = this.#closing
    this.#intake.inOrder(() => this.#host.ended(this, endCode, endReason))
  }
}

/** `ws` closes a connection on which it met an error, with the code that fits; without a listener it would throw. */
function afterwardsComesClose(): void {}
