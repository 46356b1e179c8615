import type { Json } from '../check.ts'

export type StubApi = 'main' | 'plain' | 'iam'
export type EventKind = 'authorizer' | 'connect' | 'message' | 'disconnect'

export interface Upgrade {
  readonly api: StubApi | undefined
  readonly target: string
  readonly query: URLSearchParams
  readonly offered: readonly string[]
  /** Whether its signature is right. */
  readonly isSigned: boolean
}

export interface ManagedAnswer {
  readonly status: number
  readonly error?: string
  readonly body?: string
}

export interface Managed {
  readonly method: string
  readonly path: string
  /** `gone`: well-formed, but nobody's. */
  readonly id: 'open' | 'gone' | 'malformed'
}

/** Everything about the stub that a test can make wrong. */
export interface Behaviour {
  /** The status of a plain request. */
  plain(path: string): number
  /** The status of an upgrade, by what is ahead of handlers, by the authorizer, by `$connect`. */
  admit(upgrade: Upgrade): number
  authorize(upgrade: Upgrade): number
  connect(upgrade: Upgrade): number
  callsAuthorizer(upgrade: Upgrade): boolean
  readonly authorizesAgain: boolean
  /** Whether an upgrade waits for `$connect`. */
  readonly waits: boolean
  subprotocol(upgrade: Upgrade): string | undefined
  event(kind: EventKind, event: Json): Json
  /** `undefined`: there is none. */
  route(api: StubApi, text: string): string | undefined
  frame(message: string, ids: { readonly connectionId: string; readonly requestId: string }): string
  /** The frame for what a handler answered with, if one is sent. */
  answer(routeKey: string, body: string): string | undefined
  readonly context: Json
  /** Whether the connection ends behind an error frame. */
  readonly endsOnErrors: boolean
  readonly checksModels: boolean
  readonly throttles: boolean
  readonly maxFrameBytes: number
  readonly maxMessageBytes: number
  readonly binaryCode: number | undefined
  readonly pongs: boolean
  readonly answersCloses: boolean
  readonly endsOnEmpty: boolean
  /** What the management API answers, from what is right. */
  managed(request: Managed, right: ManagedAnswer): ManagedAnswer
  /** What is sent to a client by POST. */
  delivered(text: string): string
  readonly deleteCode: number
  /** What the SDK makes of an answer in a handler. */
  sdk(operation: string, right: Json): Json
  readonly postsEarly: boolean
  /** Code and reason that `$disconnect` is told, from the right ones. */
  end(code: number, reason: string): { readonly code: number; readonly reason: string }
  /** Whether `$disconnect` runs. */
  tells(code: number): boolean
  readonly idleMs: number
  readonly maxAgeMs: number
  readonly ageCode: number
}
