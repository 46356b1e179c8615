import { RESP_TYPES } from 'redis'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import type { RedisAddress, Server } from './address.ts'
import { type Client, clientFor } from './client.ts'
import { messageOf } from './fault.ts'
import { inTime } from './in-time.ts'
import type { Argument } from './redis.ts'
import { scripts } from './scripts.ts'
import { Watch } from './watch.ts'

const connectMs = 2_500
const firstPauseMs = 50
const longestPauseMs = 1_000
/** A connection that has lasted so long was a good one. */
const steadyMs = 5_000

const asTexts = { typeMapping: { [RESP_TYPES.MAP]: Map } } as const
const asBytes = { typeMapping: { [RESP_TYPES.MAP]: Map, [RESP_TYPES.BLOB_STRING]: Buffer } } as const

export interface LinkOptions {
  readonly address: RedisAddress
  readonly tls: RedisTls | undefined
  /** Where the server is just now. Rejects if that cannot be found out. */
  readonly find: () => Promise<Server>
  /** Whether it is still the one that `find` found. Asked once a second. */
  readonly isCurrent?: (server: Server) => Promise<boolean>
  /** Whether it must be a master. */
  readonly mustBeMaster: boolean
  readonly clock: Clock
  readonly log: Log
  /** Called with what has just been connected, before anything else goes over it. */
  readonly onReady: () => void
  readonly onLost?: () => void
  /** The server has ended a subscription, because another one has its slot. */
  readonly onMoved?: () => void
  /** How many sharded channels this client hears for sure. */
  readonly heard?: (client: Client) => number
}

/** Certificates of authorities to trust, in PEM. */
export interface RedisTls {
  readonly ca?: string
}

type State =
  | { readonly state: 'ready'; readonly client: Client; readonly server: Server }
  | { readonly state: 'away'; readonly reason: string }
  | { readonly state: 'closed' }

/**
 * The one connection of this process to one server of Redis, for commands and for what is published. It is watched: a
 * server that stops answering costs everybody who waits for it an `Unavailable`, and so does everything until it is back.
 */
export class Link {
  readonly #options: LinkOptions
  #state: State
  #pauseMs = firstPauseMs
  #readyAt = 0
  #errors = 0
  #blocking = new Set<Client>()
  #reader: Promise<Client> | undefined
  #watch: Watch | undefined

  constructor(options: LinkOptions) {
    this.#options = options
    this.#state = { state: 'away', reason: 'not connected yet' }
    void this.#connect()
  }

  /** The client is another one after every loss. */
  client(): Client | undefined {
    return this.#state.state === 'ready' ? this.#state.client : undefined
  }

  server(): Server | undefined {
    return this.#state.state === 'ready' ? this.#state.server : undefined
  }

  /** How often it was lost or could not be made. */
  errors(): number {
    return this.#errors
  }

  problem(): string | undefined {
    if (this.#state.state === 'ready') return undefined
    return this.#state.state === 'closed' ? 'closed' : this.#state.reason
  }

  send(args: readonly Argument[]): Promise<unknown> {
    if (this.#state.state !== 'ready') return Promise.reject(this.#away())
    return this.#state.client.sendCommand(args, asTexts)
  }

  /** Over another connection, which is opened when it is needed. */
  async read(args: readonly Argument[]): Promise<unknown> {
    const reader = await (this.#reader ?? this.#openReader())
    return reader.sendCommand(args, asBytes)
  }

  /** Whoever reads after it has ended gets another one. */
  #openReader(): Promise<Client> {
    const opening = this.blocking()
    this.#reader = opening
    const ended = (): void => {
      if (this.#reader === opening) this.#reader = undefined
    }
    opening.then((client) => client.on('error', ended).on('end', ended), ended)
    return opening
  }

  /** A connection of its own to the same server, which ends with this one. */
  async blocking(): Promise<Client> {
    if (this.#state.state !== 'ready') throw this.#away()
    const { client: watched, server } = this.#state
    const client = clientFor(server, { ...this.#options, connectMs })
    await connected(client)
    if (this.client() !== watched) {
      client.destroy()
      throw this.#away()
    }
    this.#blocking.add(client)
    client.on('end', () => this.#blocking.delete(client))
    return client
  }

  /** The server is not what it was: look for it again. */
  drop(reason: string): void {
    if (this.#state.state === 'ready') this.#lost(this.#state.client, reason)
  }

  close(): void {
    const { state } = this
    this.#state = { state: 'closed' }
    if (state.state === 'ready') this.#end(state.client)
  }

  private get state(): State {
    return this.#state
  }

  async #connect(): Promise<void> {
    while (this.#state.state === 'away') {
      try {
        const server = await this.#options.find()
        const client = await this.#open(server)
        if (this.state.state === 'closed') client.destroy()
        else this.#ready(client, server)
        return
      } catch (error) {
        this.#errors += 1
        this.#stillAway(messageOf(error))
        await this.#pause()
      }
    }
  }

  async #open(server: Server): Promise<Client> {
    const client = clientFor(server, { ...this.#options, connectMs })
    try {
      await connected(client)
      if (this.#options.mustBeMaster) await refuseReplica(client)
      await inTime(
        connectMs,
        Promise.all([...scripts.values()].map(({ text }) => client.sendCommand(['SCRIPT', 'LOAD', text]))),
      )
      return client
    } catch (error) {
      client.destroy()
      throw error
    }
  }

  #ready(client: Client, server: Server): void {
    const { log, onReady } = this.#options
    const lost = (error?: unknown): void =>
      this.#lost(client, error === undefined ? 'the connection ended' : messageOf(error))
    client.on('error', lost).on('end', lost)
    client.on('sharded-channel-moved', () => this.#options.onMoved?.())
    this.#state = { state: 'ready', client, server }
    this.#watch = new Watch({ ...this.#options, client, server, onLost: lost })
    this.#readyAt = this.#options.clock.now()
    log.info({ redis: `${server.host}:${server.port}` }, 'connected to Redis')
    onReady()
  }

  #lost(client: Client, reason: string): void {
    if (this.#state.state !== 'ready' || this.#state.client !== client) return
    const { clock, log, onLost } = this.#options
    const { host, port } = this.#state.server
    log.warn({ redis: `${host}:${port}`, reason }, 'Redis is away')
    this.#errors += 1
    this.#state = { state: 'away', reason }
    this.#end(client)
    onLost?.()
    const lastedMs = clock.now() - this.#readyAt
    if (lastedMs >= steadyMs) this.#pauseMs = firstPauseMs
    // What ends a connection as soon as it is there would end the next one too.
    void (lastedMs >= steadyMs ? this.#connect() : this.#pause().then(() => this.#connect()))
  }

  /** Everything that waits for an answer is rejected by it. */
  #end(client: Client): void {
    this.#watch?.stop()
    client.destroy()
    for (const blocking of this.#blocking) blocking.destroy()
    this.#blocking.clear()
    this.#reader = undefined
  }

  #stillAway(reason: string): void {
    if (this.#state.state !== 'away' || this.#state.reason === reason) return
    this.#state = { ...this.#state, reason }
    this.#options.log.warn({ reason }, 'Redis cannot be reached; trying again')
  }

  #pause(): Promise<void> {
    const pauseMs = this.#pauseMs * (0.75 + Math.random() / 2)
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2)
    return new Promise((resolve) => {
      this.#options.clock.after(pauseMs, resolve)
    })
  }

  #away(): Unavailable {
    return new Unavailable(`Redis is away: ${this.problem() ?? 'it went just now'}`)
  }
}

async function connected(client: Client): Promise<void> {
  try {
    await inTime(connectMs, client.connect())
  } catch (error) {
    client.destroy()
    throw error
  }
}

async function refuseReplica(client: Client): Promise<void> {
  const role: unknown = await inTime(connectMs, client.sendCommand(['ROLE'])).catch((error: unknown) => {
    // Of a service that keeps its roles to itself, whoever answers is the master.
    if (error instanceof Error && /unknown command/i.test(error.message)) return ['master']
    throw error
  })
  if (!Array.isArray(role) || role[0] !== 'master') throw new Error('the server is a replica')
}
