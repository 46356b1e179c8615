import { WebSocket } from 'ws'

/**
 * A socket of `ws` that lets its owner write what is still put off before any close frame. `ws` closes by itself too,
 * in the middle of a turn: it answers the client's close, and ends a connection whose frames break the protocol.
 */
export class FlushingWebSocket extends WebSocket {
  /** Called ahead of every close frame; after it nothing may be written. */
  beforeClose: (() => void) | undefined
  /** Called first when `ws` itself ends the connection, because of a frame that breaks the protocol: how to say so. */
  onBadFrame: ((code: number) => { readonly code: number; readonly reason: string }) | undefined

  override close(code?: number, reason?: string | Buffer): void {
    const isOpen = this.readyState === WebSocket.OPEN
    // Who answers a client's close gives a reason, or no code.
    const isOwn = isOpen && code !== undefined && reason === undefined
    const worded = isOwn ? this.onBadFrame?.(code) : undefined
    if (isOpen) this.beforeClose?.()
    super.close(worded?.code ?? code, worded?.reason ?? reason)
  }
}
