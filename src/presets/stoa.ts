/** Where an API is served. */
export interface ServedApi {
  readonly name: string
  readonly path: string
}

/** A running server. */
export interface Stoa {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly apis: readonly ServedApi[]
  /** Whether requests for AWS services must be signed. Without credentials they are answered on this machine only. */
  readonly checksSignatures: boolean
  /** What the console asks for, if it was made up just now or at an earlier start. */
  readonly adminToken?: string
  connections(): number
  /** Load the code of all functions anew. No connection and no running invocation is lost by that. */
  reload(): Promise<readonly Reloaded[]>
  /** Drain and close everything. Calling it again waits for the same end. */
  stop(): Promise<void>
}

/** A function after its code was loaded: with a problem, its invocations fail. */
export interface Reloaded {
  readonly name: string
  readonly problem?: string
}
