import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Context, EventContext } from './context.ts'
import type { EventRoute } from './event-route.ts'
import type { Farewell, FarewellCause } from './farewell.ts'
import { type FaultFrame, gatewayFault, type Problem } from './fault.ts'
import type { Later } from './later.ts'
import type { Authorizer, Denial, Handshake, TokenSource, User } from './ports/authorizer.ts'
import { firstProblem } from './problem.ts'
import type { Topic } from './topic.ts'

/** What a client sent. */
export interface Message {
  /** As it was sent; of a binary frame, its bytes in Base64. */
  readonly text: string
  /** What JSON says; the text itself where it is not JSON. */
  readonly body: unknown
  readonly isBase64Encoded: boolean
}

export type Handler<Body> = (c: Context, body: Body, message: Message) => Later<void>

/** One route: what a body must look like, and what then happens. */
export interface Route {
  readonly schema: TSchema
  /** One sentence for who reads the API's document. */
  readonly summary: string
  /** Handle a body that satisfies the schema; tell `refuse` the first problem of one that does not. */
  handle(c: Context, message: Message, refuse: (problem: Problem) => Later<void>): Later<void>
}

/** A route whose handler sees only bodies that satisfy the schema. The schema is compiled here, once. */
export function route<S extends TSchema>(schema: S, handle: Handler<Static<S>>, summary = ''): Route {
  const validator = Compile(schema)
  return {
    schema,
    summary,
    handle: (c, message, refuse) => {
      const { body } = message
      return validator.Check(body) ? handle(c, body, message) : refuse(firstProblem(validator.Errors(body)))
    },
  }
}

/** A kind of frame that clients receive, for the API's document. */
export interface FrameShape {
  readonly summary: string
  /** What the JSON in the frame looks like, or the text of one that is not JSON. */
  readonly schema: TSchema
  readonly contentType: 'application/json' | 'text/plain'
}

/** The frames of one kind, as JSON. */
export const jsonFrame = (schema: TSchema, summary: string): FrameShape => ({
  schema,
  summary,
  contentType: 'application/json',
})

/** The frames of one kind, as they are. */
export const textFrame = (schema: TSchema, summary: string): FrameShape => ({
  schema,
  summary,
  contentType: 'text/plain',
})

/** What there is to read about an API. */
export interface About {
  readonly title: string
  readonly description: string
  /** The parameters of the query with which one connects, each with what it is for. */
  readonly query?: Readonly<Record<string, string>>
  /** What to offer as subprotocols, in words. */
  readonly subprotocol?: string
}

/** Sizes in bytes and kinds of frames that clients may send. */
export interface FrameRules {
  /** One WebSocket frame; a larger one closes the connection with 1009. */
  readonly maxFrameBytes: number
  /** One message, which may come in several frames; a larger one closes the connection with 1009. */
  readonly maxMessageBytes: number
  /**
   * `refuse` closes the connection with 1003, `as-text` reads a binary frame as if it were text, and `base64` gives its
   * bytes to `$default`.
   */
  readonly binary: 'refuse' | 'as-text' | 'base64'
}

/** What API Gateway takes: 32 KB a frame, 128 KB a message, no binary (AWS quotas). */
export const gatewayFrames: FrameRules = {
  maxFrameBytes: 32 * 1024,
  maxMessageBytes: 128 * 1024,
  binary: 'refuse',
}

/** Whether a client that may connect gets its connection, and what is said with that. */
export type Admission =
  | {
      readonly accept: ResponseHeaders
      /** What `onDisconnect` finds as `c.memo` if the connection's node is dead and it is called on another one. */
      readonly memo?: () => string
    }
  | { readonly refuse: { readonly status: number; readonly headers?: ResponseHeaders } }

/** HTTP headers. A name may come again; `Sec-WebSocket-Protocol` is the subprotocol. */
export type ResponseHeaders = readonly (readonly [name: string, value: string])[]

/** How a connection ended: the close code and reason (RFC 6455 section 7). */
export interface Ending {
  readonly code: number
  readonly reason: string
}

/** A set of routes behind one authorizer: everything that is to be known of an API, wherever it runs. */
export interface Api {
  readonly name: string
  /** Which route a body takes: a route selection expression. */
  readonly selector: string
  readonly routes: Readonly<Record<string, Route>>
  /** Which events of the bus it acts on. */
  readonly events: readonly EventRoute[]
  /** What clients receive, by name. The tests hold every frame against it. */
  readonly sends: Readonly<Record<string, FrameShape>>
  readonly about: About
  /** Who may connect. A mount can name another one. */
  readonly authorize?: Authorizer
  /** Where its clients put their token, whoever checks it. */
  readonly token: TokenSource
  /** The subprotocol to answer with, of those a client offers. The default is none, as on API Gateway. */
  readonly subprotocol: (offered: readonly string[]) => string | undefined
  readonly frames: FrameRules
  /** How faults are worded. The default is API Gateway's frames. */
  readonly faultFrame: FaultFrame
  /**
   * With it, a client that is refused gets its connection, this frame and a close with 1008; without it, an HTTP
   * status instead of the upgrade.
   */
  readonly refusalFrame?: (denial: Denial) => string
  /**
   * Decides before the upgrade, once the authorizer has let a client in. Nobody can reach the connection meanwhile. It
   * does not throw.
   */
  readonly admit?: (handshake: Handshake, user: User) => Later<Admission>
  readonly onConnect?: (c: Context) => Later<void>
  /**
   * Called exactly once for each connection that was admitted or whose `onConnect` was called: after its last frame, or
   * when its client did not wait for the upgrade.
   */
  readonly onDisconnect?: (c: Context, ending: Ending) => Later<void>
  /**
   * A fleet had lost sight of this connection's node and has called `onDisconnect`, and the connection is there after all.
   * Without it, such a connection of an API with `onDisconnect` is closed with 1012.
   */
  readonly onRestored?: (c: Context) => Later<void>
  /**
   * A connection on this node has ended, which was in these topics. Unlike `onDisconnect`, nobody does it for a node that
   * has died.
   */
  readonly onDropped?: (c: Context, topics: readonly Topic[]) => Later<void>
  /** Looks after a topic: about every 20 s while it has members here, and when `tend` asked for it. */
  readonly upkeep?: (c: UpkeepContext, tended: Tended) => Later<void>
  /** How long connections of a user may stay. Without it, that does not end by itself. */
  readonly stay?: Stay
  /** How the gateway's own closes are worded. Without it, or where it answers nothing, as API Gateway does. */
  readonly farewell?: (cause: FarewellCause) => Farewell | undefined
  /** `at-once`: a frame does not wait until the ones before it from the same client are handled. */
  readonly handling?: 'in-order' | 'at-once'
}

/** A topic, and its members on this node; in the serverless home, one who has just given a sign of life. */
export interface Tended {
  readonly topic: Topic
  readonly members: readonly { readonly connectionId: string; readonly user: User }[]
  /** Milliseconds since the last event was handed to members here, or since the first of them came. */
  readonly quietMs: number
}

export interface UpkeepContext extends EventContext {
  /** Send a frame to the members of a topic on this node only. */
  tell(topic: Topic, frame: string): void
}

/** How often topics are looked after. */
export const upkeepMs = 20_000

export interface Stay {
  /** When the user's stay ends, in milliseconds since 1970; `undefined` if it does not. */
  readonly until: (user: User) => number | undefined
  /** So long before that, `onEnding` is called, once for each end. */
  readonly warningMs: number
  /** So long after it, the connection is closed, if its user has not become another one by then. */
  readonly graceMs: number
  readonly onEnding: (c: Context, until: number) => Later<void>
}

type Defaulted = 'subprotocol' | 'frames' | 'faultFrame' | 'events' | 'sends' | 'about' | 'token'
export type ApiDefinition = Omit<Api, Defaulted> & Partial<Pick<Api, Defaulted>>

/** Complete and check a definition. Throws if a route has a name that clients cannot select. */
export function defineApi(definition: ApiDefinition): Api {
  for (const key of Object.keys(definition.routes)) {
    if (key.startsWith('$') && key !== '$default') {
      throw new TypeError(`The API "${definition.name}" has a route "${key}"; only $default may start with $`)
    }
  }
  return {
    subprotocol: () => undefined,
    frames: gatewayFrames,
    faultFrame: gatewayFault,
    events: [],
    sends: {},
    about: { title: definition.name, description: '' },
    token: ({ query }) => query.get('access_token') ?? undefined,
    ...definition,
  }
}
