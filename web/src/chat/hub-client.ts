/** What the chat needs of `stoa/client`, so that its state can be tested without a server. */
export interface Person {
  readonly id: string
  readonly name: string
}

export interface Position {
  readonly epoch: string
  readonly offset: number
}

/** Something said in a channel. In channels without history it has no position. */
export interface Heard extends Partial<Position> {
  readonly mid: string
  readonly from: Person
  /** Milliseconds since 1970. */
  readonly ts: number
  readonly data: unknown
}

export type Line =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | { readonly state: 'open'; readonly user: Person }
  /** `not_let_in`: the server is there, and refuses. */
  | { readonly state: 'waiting'; readonly until: number; readonly reason: string }
  | { readonly state: 'closed'; readonly reason: string }

export interface Page {
  readonly events: readonly Heard[]
  readonly epoch: string
  readonly more: boolean
}

export interface HistoryRange {
  readonly before?: number
  readonly limit?: number
}

export interface ChannelHears {
  readonly message: Heard
  /** What came in between is lost to this client. */
  readonly gap: { readonly after: Position | undefined; readonly now: Position }
  readonly state: { readonly state: HubChannel['state']; readonly failure?: unknown }
}

export interface HubChannel {
  readonly name: string
  readonly state: 'idle' | 'joining' | 'joined' | 'refused'
  readonly position: Position | undefined
  join(): Promise<void>
  leave(): Promise<void>
  publish(
    data: unknown,
    options?: { readonly key?: string },
  ): Promise<Partial<Position> & { readonly mid?: string }>
  history(range: HistoryRange): Promise<Page>
  readonly presence: {
    readonly members: readonly Person[]
    readonly count: number
    on(listener: () => void): () => void
  }
  on<Event extends keyof ChannelHears>(
    event: Event,
    listener: (value: ChannelHears[Event]) => void,
  ): () => void
}

export interface HubClient {
  readonly line: Line
  onLine(listener: (line: Line) => void): () => void
  channel(name: string): HubChannel
  rename(name: string): Promise<string>
  /** Try now instead of later. */
  open(): void
  close(): void
}
