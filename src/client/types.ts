import type { HubMessage, HubPosition, HubReplies, HubUser } from '../protocol/index.ts'
import type { HubFailure } from './failure.ts'

/** What somebody said in a channel. */
export type Message<T = unknown> = Omit<HubMessage, 'data'> & { readonly data: T }

/** What somebody said to this user alone. */
export interface DirectMessage {
  readonly mid: string
  readonly from: HubUser
  /** Milliseconds since 1970. */
  readonly ts: number
  readonly data: unknown
}

export type ConnectionState =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | { readonly state: 'open'; readonly connectionId: string; readonly user: HubUser }
  /** The next attempt is at `until`, in milliseconds since 1970. */
  | { readonly state: 'waiting'; readonly until: number; readonly reason: string }
  /** Nothing more is tried until `open()`. */
  | { readonly state: 'closed'; readonly reason: string }

export type ChannelState = 'idle' | 'joining' | 'joined' | 'refused'

export interface ChannelChange {
  readonly state: ChannelState
  /** Why it is refused. */
  readonly failure?: HubFailure
}

/** Events after `after`, up to and with `now`, are lost to who is told. Nobody knows how many, if the epochs differ. */
export interface Gap {
  /** Not there if the channel has no history. */
  readonly after: HubPosition | undefined
  readonly now: HubPosition
  /** `history`: the server has them no more. `slow`: an iterator was not read, and only it has lost them. */
  readonly cause: 'history' | 'slow'
}

export interface ChannelEvents<T> {
  readonly message: Message<T>
  readonly gap: Gap
  /** Everything that was missed has been handed out. */
  readonly caughtUp: HubPosition
  readonly state: ChannelChange
}

export interface Publishing {
  /** A publish with a key that the channel has seen is not published again. By default each has its own. */
  readonly key?: string
}

export interface ChannelPresence {
  /** Users who are there, 100 at most. Another array after each change. */
  readonly members: readonly HubUser[]
  /** How many users are there. */
  readonly count: number
  on(listener: () => void): () => void
}

export interface HistoryOptions {
  /** Offsets. With neither, the newest. */
  readonly before?: number
  readonly after?: number
  /** 100 at most. */
  readonly limit?: number
}

export interface Channel<T = unknown> extends AsyncIterable<Message<T>> {
  readonly name: string
  readonly state: ChannelState
  /** Of the event that was handed out last; not there in a channel without history, or before it is joined. */
  readonly position: HubPosition | undefined
  readonly presence: ChannelPresence
  /**
   * Be in the channel from now on, over all connections, until `leave()`. With `since`, what came after it follows.
   * Rejects with a `HubFailure` if it is refused: at once with one that is not `retryable`, else after three more attempts.
   * One over the rate is tried until it succeeds.
   */
  join(since?: HubPosition): Promise<void>
  leave(): Promise<void>
  /**
   * Resolves when the server has accepted it, however many connections that takes; until then it counts for the send buffer.
   * Rejects with a `HubFailure`: the server's, `buffer_full`, `closed`, or `uncertain`.
   */
  publish(data: T, options?: Publishing): Promise<HubReplies['publish']>
  history(options?: HistoryOptions): Promise<HistoryPage<T>>
  on<Name extends keyof ChannelEvents<T>>(
    name: Name,
    listener: (value: ChannelEvents<T>[Name]) => void,
  ): () => void
}

export interface HistoryPage<T> {
  readonly events: readonly Message<T>[]
  readonly epoch: string
  readonly more: boolean
}

export interface ClientEvents {
  readonly state: ConnectionState
  readonly direct: DirectMessage
  /** The data of a push. */
  readonly push: unknown
  /** What is nobody's answer. Without a listener it goes to the console. */
  readonly error: HubFailure
}

export interface Client {
  readonly state: ConnectionState
  /** Who the server says this is; not there before the first connection. */
  readonly user: HubUser | undefined
  /** The same object for the same name. */
  channel<T = unknown>(name: string): Channel<T>
  direct(to: string, data: unknown, options?: Publishing): Promise<{ readonly delivered: number }>
  /** Resolves with the name as the server has it. */
  rename(name: string): Promise<string>
  /** Hear what happens to an entity, over all connections, until the returned function is called. */
  subscribe(entity: string, listener: (data: unknown) => void): () => void
  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): () => void
  /** Connect, if it is idle or closed; if it waits, at once. */
  open(): void
  /** End the connection. What waits is rejected; channels are joined again by `open()`. */
  close(): void
}

/** Why a token is asked for: for a new connection, or because that of the present one ends in a minute. */
export type TokenReason = 'connect' | 'expiring'
