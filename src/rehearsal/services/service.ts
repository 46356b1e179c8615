import type { IncomingHttpHeaders } from 'node:http'

/** A request of a function to a service of AWS. */
export interface Call {
  readonly method: string
  /** With the query. */
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** What a caller must be allowed to do. */
export interface Need {
  /** `dynamodb:Query`. */
  readonly action: string
  /** An ARN, or `*` for actions on no resource. */
  readonly resource: string
}

/** What a request is, as its service reads it. */
export interface Command {
  /** As commands are counted: `Query stoa-dev-table`. */
  readonly label: string
  /** All of them must be allowed. */
  readonly needs: readonly Need[]
  run(): Promise<Answer> | Answer
}

/** A service behind the endpoint. */
export interface Service {
  /** A command, or the refusal of what cannot be read. */
  read(call: Call): Command | Answer
  /** How this service says that something is not allowed. */
  refuse(message: string): Answer
}

export const isCommand = (read: Command | Answer): read is Command => 'run' in read
