import type { HubCloseReason } from './closes.ts'
import type { HubError } from './errors.ts'
import type { HubLimits } from './limits.ts'

/** A place in the history of a channel. `epoch` is another one when history was lost. */
export interface HubPosition {
  readonly epoch: string
  /** Counted up by one with each event; 0 before the first. */
  readonly offset: number
}

export interface HubUser {
  readonly id: string
  readonly name: string
}

/** Who is in a channel: at most 100, and how many there are in all. */
export interface HubPresence {
  readonly members: readonly HubUser[]
  readonly count: number
  /** Milliseconds since 1970. */
  readonly asOf: number
}

/** What somebody said in a channel. In channels without history it has no position. */
export interface HubMessage extends Partial<HubPosition> {
  readonly type: 'event'
  readonly event: 'message'
  readonly channel: string
  readonly mid: string
  readonly from: HubUser
  /** Milliseconds since 1970. */
  readonly ts: number
  readonly data: unknown
}

/** Requests by action: the fields of each, besides `action` and `id`. */
export interface HubRequests {
  readonly hello: { readonly resume?: Readonly<Record<string, HubPosition>> }
  readonly join: { readonly channel: string; readonly since?: HubPosition }
  readonly leave: { readonly channel: string }
  readonly publish: { readonly channel: string; readonly data: unknown; readonly key?: string }
  readonly history: {
    readonly channel: string
    /** Offsets: events before, or events after. With neither, the newest. */
    readonly before?: number
    readonly after?: number
    readonly limit?: number
  }
  readonly presence: { readonly channel: string }
  readonly direct: { readonly to: string; readonly data: unknown; readonly key?: string }
  readonly name: { readonly name: string }
  readonly subscribe: { readonly entity: string }
  readonly unsubscribe: { readonly entity: string }
  readonly refresh: { readonly token: string }
  readonly ping: Record<never, never>
}

export type HubAction = keyof HubRequests

/** What is in the `data` of the reply to each action. */
export interface HubReplies {
  readonly hello: {
    readonly connectionId: string
    readonly user: HubUser
    readonly limits: HubLimits
    /** Milliseconds: say `ping` when so long nothing was said. */
    readonly heartbeat: number
    /** What the server's clock says, in milliseconds since 1970. */
    readonly now: number
    /** When the token ends, in milliseconds since 1970; not there for one that does not. */
    readonly expiresAt?: number
    /** When the server ends the connection, however alive it is. */
    readonly rotateAt?: number
    /** An error for a channel that could not be joined again. */
    readonly resumed: Readonly<Record<string, HubResumed | { readonly error: HubError }>>
  }
  readonly join: HubJoined
  readonly leave: Record<never, never>
  readonly publish: Partial<HubPosition> & { readonly mid?: string; readonly duplicate?: true }
  readonly history: { readonly events: readonly HubMessage[]; readonly epoch: string; readonly more: boolean }
  readonly presence: HubPresence
  readonly direct: { readonly delivered: number; readonly duplicate?: true }
  readonly name: { readonly name: string }
  readonly subscribe: Record<never, never>
  readonly unsubscribe: Record<never, never>
  readonly refresh: { readonly expiresAt?: number }
  readonly ping: Record<never, never>
}

export interface HubResumed {
  /** Whether every event that was missed follows. Else none does, and the position is where the channel is now. */
  readonly recovered: boolean
  /** How many events were missed when it was joined; as many `message` events follow, and then `caught_up`. */
  readonly count: number
  readonly offset: number
  readonly epoch: string
}

/** In channels without history, `epoch` is empty and `offset` 0. */
export interface HubJoined extends HubResumed {
  /** How many users are there; not there for who may not see presence. */
  readonly present?: number
  /** All of them, if they are not more than 100. */
  readonly members?: readonly HubUser[]
}

export interface HubEvents {
  readonly message: HubMessage
  readonly joined: { readonly channel: string; readonly user: HubUser; readonly count: number }
  readonly left: { readonly channel: string; readonly user: HubUser; readonly count: number }
  /** In place of `joined` and `left` where there are more than 100 members. */
  readonly count: { readonly channel: string; readonly count: number }
  readonly renamed: { readonly channel: string; readonly user: HubUser; readonly was: string }
  readonly caught_up: { readonly channel: string } & HubPosition
  readonly position: { readonly channel: string } & HubPosition
  readonly direct: {
    readonly mid: string
    readonly from: HubUser
    readonly ts: number
    readonly data: unknown
  }
  readonly entity: { readonly mid: string; readonly entity: string; readonly data: unknown }
  readonly push: { readonly mid: string; readonly data: unknown }
  readonly expiring: { readonly expiresAt: number }
  readonly goodbye: {
    readonly reason: HubCloseReason
    readonly reconnect: boolean
    /** Between how many milliseconds to wait before that, evenly drawn. */
    readonly delayMs: readonly [min: number, max: number]
  }
  /** What is wrong with a frame that has no `id`. */
  readonly error: { readonly error: HubError }
}

export type HubEventName = keyof HubEvents

export type HubEvent = {
  readonly [Name in HubEventName]: { readonly type: 'event'; readonly event: Name } & HubEvents[Name]
}[HubEventName]

export type HubReply =
  | { readonly type: 'reply'; readonly id: string; readonly ok: true; readonly data: unknown }
  | { readonly type: 'reply'; readonly id: string; readonly ok: false; readonly error: HubError }

export type HubFrame = HubReply | HubEvent
