/**
 * What a server and its environments write to each other: lines of UTF-8, each with what it is in front. The event and
 * the result are spliced in as the JSON they are.
 *
 * To an environment, on descriptor 3: `ID REQUEST DEADLINE EVENT` (an invocation; the deadline in milliseconds since
 * 1970), `>ID REQUEST SPAN EVENT` (one for when all before it have ended; the milliseconds that it then has), `<` (forget
 * those of the second kind that have not begun) and `?` (are you there). From it, on descriptor 4: see `said`.
 *
 * An answer is written before the next invocation begins, and before that the environment has read what was written to
 * it until then. So a server that has written `<`, and finds no answer when it then looks, knows that nothing more begins.
 */
export const descriptors = { in: 3, out: 4 } as const

export const areYouThere = '?'
export const ahead = '>'
export const takeBack = '<'

/** The first character of a line from an environment. */
export const said = {
  /** The handler is loaded. */
  ready: '!',
  /** The handler could not be loaded: a problem. */
  broken: 'x',
  /** `ID RESULT` */
  returned: '+',
  /** `ID PROBLEM` */
  failed: '-',
  /** An answer to `?`. */
  here: '.',
  /** An answer to `<`: the last invocation that has begun. */
  takenBack: 't',
  /** `[level, request or '', message]` */
  log: 'l',
  /** How many log lines more there were than a function may have. */
  dropped: 'd',
  /** It is about to exit, and the last invocation that it has begun: later ones can be given to another. */
  exiting: 'z',
} as const

/** An error as it is written: `["TypeError", "x is not a function"]`. */
export type Problem = readonly [errorType: string, errorMessage: string]

export function isProblem(value: unknown): value is Problem {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string'
}

/** What an environment is told of its function when it is started. */
export interface Brief {
  readonly name: string
  readonly handler: string
  /** Absolute. */
  readonly folder: string
  readonly memoryMb: number
  readonly server?: OwnServer
}

/** Where functions find their server, and what they call it. */
export interface OwnServer {
  /** A socket of this machine (a named pipe on Windows) at which it speaks HTTP without TLS. */
  readonly path: string
  /** `localhost:8080`; without a port it is 443. */
  readonly names: readonly string[]
}

/** The JSON of one of our own processes. `undefined` if it is not JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
