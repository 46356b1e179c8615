import { setTimeout as wait } from 'node:timers/promises'
import { isRecord, Mismatch, record, same } from './check.ts'
import { type Event, parseJson, readEvent } from './event.ts'
import type { Signing, Target } from './target.ts'
import { Connection } from './wire/connection.ts'
import { handshake, signUpgrade } from './wire/handshake.ts'
import { exchange, type HttpAnswer } from './wire/http.ts'
import { askManagement, type ManagementRequest } from './wire/management.ts'

export type ApiKind = 'main' | 'plain' | 'iam'

/** How to connect. */
export interface Entry {
  /** The default is `main`. */
  readonly api?: ApiKind
  /** On top of what the URL has; for the main API `auth` is `allow` unless it says another. */
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly subprotocols?: readonly string[]
  /** Instead of the API's. */
  readonly path?: string
  /** Sign the upgrade in its query. */
  readonly signing?: Signing
}

export interface Known {
  readonly connection: Connection
  readonly id: string
}

/** What one case works with. Connections that it opened are cut when it is over. */
export class Bench {
  readonly target: Target
  readonly #isOurs: boolean
  readonly #connections: Connection[] = []
  #marks = 0

  /** `isOurs`: the main API has the conformance handlers. */
  constructor(target: Target, isOurs: boolean) {
    this.target = target
    this.#isOurs = isOurs
  }

  urlOf({ api = 'main', query = {}, path, signing }: Entry): URL {
    const { url: main, plainUrl, iamUrl } = this.target
    const url = new URL({ main, plain: plainUrl ?? main, iam: iamUrl ?? main }[api])
    if (path !== undefined) url.pathname = path
    const all = { ...(api === 'main' && this.#isOurs && { auth: 'allow' }), ...query }
    for (const [name, value] of Object.entries(all)) {
      url.searchParams.delete(name)
      for (const one of value === undefined ? [] : [value].flat()) url.searchParams.append(name, one)
    }
    return signing === undefined ? url : signUpgrade(url, signing)
  }

  /** What the server answers to an upgrade. */
  handshake(entry: Entry = {}): Promise<HttpAnswer> {
    return handshake({ ...entry, url: this.urlOf(entry) }, this.target)
  }

  /** The status of an upgrade must be this one. */
  async status(entry: Entry, expected: number): Promise<void> {
    const { status } = await this.handshake(entry)
    if (status !== expected) throw new Mismatch(`status ${expected}`, `status ${status}`)
  }

  async open(entry: Entry = {}): Promise<Connection> {
    const connection = await Connection.open({ ...entry, url: this.urlOf(entry) }, this.target)
    this.#connections.push(connection)
    return connection
  }

  /** A connection of the main API with its id, which its events say. */
  async known(entry: Entry = {}): Promise<Known> {
    const connection = await this.open(entry)
    const { context } = await this.event(connection)
    return { connection, id: String(context.connectionId) }
  }

  /** The event that the handler of the route `event` gets for a message of this connection. */
  async event(connection: Connection, message: Readonly<Record<string, unknown>> = {}): Promise<Event> {
    const body = JSON.stringify({ action: 'event', ...message })
    connection.send(body)
    const frame = await connection.next('the event of a message', (one) => isEventOf(one, body))
    return readEvent(parseJson(frame), 'MESSAGE event')
  }

  /** The connection still answers. */
  async works(connection: Connection): Promise<void> {
    await this.event(connection, { mark: ++this.#marks })
  }

  /** The answer to a message, which must be JSON. */
  async ask(connection: Connection, message: unknown): Promise<Readonly<Record<string, unknown>>> {
    connection.send(message)
    return record(parseJson(await connection.next('an answer')), 'an answer')
  }

  /** Nothing comes for a while that nobody asked for. */
  async quiet(connection: Connection): Promise<void> {
    await wait(this.target.quietMs)
    same(connection.rest(), [], 'nothing sent to the client:')
  }

  wait(ms: number): Promise<void> {
    return wait(ms)
  }

  /** A plain request to the host. */
  http(method: string, target: string): Promise<HttpAnswer> {
    return exchange({ method, origin: this.target.url, target, headers: {} }, this.target)
  }

  /** An operation on a connection of the main API. `request` may say another path, API or signature. */
  manage(
    method: ManagementRequest['method'],
    id: string,
    request: Partial<ManagementRequest> = {},
  ): Promise<HttpAnswer> {
    const { url, signing } = this.target
    const path = `/@connections/${encodeURIComponent(id)}`
    return askManagement({ method, url, path, signing, ...request }, this.target)
  }

  end(): void {
    for (const connection of this.#connections) connection.cut()
  }
}

function isEventOf(frame: string, body: string): boolean {
  const value = parseJson(frame)
  return isRecord(value) && value.body === body
}
