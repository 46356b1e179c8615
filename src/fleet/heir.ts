import {
  type Clock,
  type LocalApi,
  type Log,
  type Nodes,
  type StoredConnection,
  Unavailable,
} from '../core/index.ts'
import type { Silent } from './witness.ts'

export interface HeirOptions {
  readonly nodes: Nodes
  readonly clock: Clock
  readonly log: Log
  /** By path. */
  readonly apis: ReadonlyMap<string, LocalApi>
  /** Take over what else the node had. Called again where taking over has begun anew, here or on another node. */
  readonly onDead: (node: string) => void
}

/** What a dead node has left. It is `lost` when another node has claimed it since. */
interface Estate {
  readonly node: string
  state: 'claiming' | 'ours' | 'lost'
}

const atOnce = 32
const attempts = 4
const firstPauseMs = 250

/**
 * Takes over from dead nodes: ends their connections, each as its API ends one. What cannot be finished, because
 * the store is away or this node stops, is left to whoever claims the node next.
 */
export class Heir {
  readonly #options: HeirOptions
  readonly #estates = new Map<string, Estate>()
  readonly #work = new Set<Promise<void>>()
  #isStopping = false

  constructor(options: HeirOptions) {
    this.#options = options
  }

  /** Claim a node, and take care of what it left if nobody else does. */
  inherit({ node, said }: Silent): void {
    if (this.#isStopping || this.#estates.has(node)) return
    const estate: Estate = { node, state: 'claiming' }
    this.#estates.set(node, estate)
    const work = this.#takeOver(estate, said)
      .catch((error: unknown) => {
        this.#options.log.warn({ err: error, node }, 'could not finish what a dead node left')
      })
      .finally(() => {
        this.#estates.delete(node)
        this.#work.delete(work)
      })
    this.#work.add(work)
  }

  /** Keep what has been claimed, for about as long as a beat lasts. */
  keep(): void {
    for (const estate of this.#estates.values()) if (estate.state === 'ours') void this.#keep(estate)
  }

  /** Begin nothing more. Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all(this.#work)
  }

  /** To ask what is left is to keep it, however long a connection takes to end. */
  async #keep(estate: Estate): Promise<void> {
    try {
      const left = await this.#options.nodes.left(estate.node)
      if (left.length === 0) estate.state = 'lost'
    } catch (error) {
      this.#options.log.debug({ err: error, node: estate.node }, 'could not keep what a dead node left')
    }
  }

  async #takeOver(estate: Estate, said: string): Promise<void> {
    const { nodes, log, onDead } = this.#options
    const { node } = estate
    if (!(await nodes.claim(node, said))) return
    estate.state = 'ours'
    log.warn({ node }, 'a node is dead: ending its connections')
    onDead(node)
    for (let left = await nodes.left(node); left.length > 0; left = await nodes.left(node)) {
      await this.#endAll(estate, left)
      if (this.#isStopping) return
    }
    await nodes.bury(node)
  }

  async #endAll(estate: Estate, connections: readonly StoredConnection[]): Promise<void> {
    const waiting = connections.values()
    const work = async (): Promise<void> => {
      for (const connection of waiting) {
        if (this.#isStopping || estate.state === 'lost') return
        await this.#end(connection)
      }
    }
    const ended = await Promise.allSettled(Array.from({ length: atOnce }, work))
    for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason
  }

  async #end(connection: StoredConnection): Promise<void> {
    const { nodes, apis } = this.#options
    const api = apis.get(connection.path)
    if (api !== undefined) await this.#announce(api, connection)
    await nodes.remove([connection.connectionId])
  }

  /** What cannot be announced because something is away is not given up: it stays with the node that left it. */
  async #announce(api: LocalApi, connection: StoredConnection): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await api.endedElsewhere(connection)
      } catch (error) {
        if (attempt < attempts) await this.#pause(firstPauseMs * 2 ** (attempt - 1))
        else if (error instanceof Unavailable) throw error
        else return this.#giveUp(connection, error)
      }
    }
  }

  #giveUp({ connectionId, path }: StoredConnection, error: unknown): void {
    this.#options.log.error({ err: error, connectionId, path }, 'could not end a connection of a dead node')
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(ms, resolve)
    })
  }
}
