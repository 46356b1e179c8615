import { WebSocket } from 'ws'

/**
 * A socket of `ws` that lets its owner write what is still put off before any close frame. `ws` closes by itself too,
 * in the middle of a turn: it answers the client's close, and ends a connection whose frames break the protocol.
 */
export class FlushingWebSocket extends WebSocket {
  /** Called ahead of every close frame; after it nothing may be written. */
  beforeClose: (() => void) | undefined

  override close(code?: number, reason?: string | Buffer): void {
    if (this.readyState === WebSocket.OPEN) this.beforeClose?.()
    super.close(code, reason)
  }
}
