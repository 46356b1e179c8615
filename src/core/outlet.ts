/** A member's way out on this node. */
export interface Outlet {
  readonly connectionId: string
  /** Take bytes that hold one or more whole frames, to be written at the end of this turn at the latest. */
  push(frames: Uint8Array): void
}

/** How frames look on this node's wire. */
export interface Wire {
  /** One text frame, ready to be written. Called once a publish, however many members there are. */
  encode(frame: string): Uint8Array
  concat(frames: readonly Uint8Array[]): Uint8Array
}
