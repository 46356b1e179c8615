import type { Clock, Log, Nodes, StoredConnection } from '../core/index.ts'

const batch = 500

/**
 * The connections of this node, as the others must find them when it dies. Changes are gathered and written one batch
 * after the other. What could not be written is remembered, and nothing more is written until `mend`.
 */
export class StoredConnections {
  readonly #nodes: Nodes
  readonly #clock: Clock
  readonly #log: Log
  readonly #open = new Map<string, StoredConnection>()
  readonly #toAdd = new Set<string>()
  readonly #toRemove = new Set<string>()
  /** Those that may be in the store: an attempt was made. */
  readonly #tried = new Set<string>()
  #isAway = false
  /** What has been put off or is being written. */
  #writing: Promise<void> | undefined

  constructor(nodes: Nodes, clock: Clock, log: Log) {
    this.#nodes = nodes
    this.#clock = clock
    this.#log = log
  }

  /** How many are open here. */
  get size(): number {
    return this.#open.size
  }

  opened(connection: StoredConnection): void {
    this.#open.set(connection.connectionId, connection)
    this.#toAdd.add(connection.connectionId)
    this.#toRemove.delete(connection.connectionId)
    this.#writeSoon()
  }

  closed(connectionId: string): void {
    if (!this.#open.delete(connectionId)) return
    this.#toAdd.delete(connectionId)
    if (!this.#tried.delete(connectionId)) return
    this.#toRemove.add(connectionId)
    this.#writeSoon()
  }

  /** The store can be reached: write what could not be written before. */
  mend(): void {
    this.#isAway = false
    this.#writeSoon()
  }

  /** The store may have forgotten everything: write all that is open. */
  storeAll(): void {
    for (const connectionId of this.#open.keys()) this.#toAdd.add(connectionId)
    this.mend()
  }

  /** Resolves when everything has been written, or could not be. */
  async written(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  #writeSoon(): void {
    if (this.#isAway || this.#writing !== undefined || this.#toAdd.size + this.#toRemove.size === 0) return
    this.#writing = new Promise<void>((resolve) => {
      this.#clock.after(0, resolve)
    })
      .then(() => this.#writeAll())
      .finally(() => {
        this.#writing = undefined
        this.#writeSoon()
      })
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#toAdd.size + this.#toRemove.size > 0) {
        await this.#removeSome()
        await this.#addSome()
      }
    } catch (error) {
      this.#isAway = true
      this.#log.debug({ err: error }, 'could not store connections')
    }
  }

  async #removeSome(): Promise<void> {
    const connectionIds = takeFrom(this.#toRemove)
    if (connectionIds.length === 0) return
    try {
      await this.#nodes.remove(connectionIds)
    } catch (error) {
      for (const connectionId of connectionIds) this.#toRemove.add(connectionId)
      throw error
    }
  }

  async #addSome(): Promise<void> {
    const connections = takeFrom(this.#toAdd).flatMap((connectionId) => this.#open.get(connectionId) ?? [])
    if (connections.length === 0) return
    for (const { connectionId } of connections) this.#tried.add(connectionId)
    try {
      await this.#nodes.add(connections)
    } catch (error) {
      for (const { connectionId } of connections)
        if (this.#open.has(connectionId)) this.#toAdd.add(connectionId)
      throw error
    }
  }
}

/** The first of them, which are taken out. */
function takeFrom(connectionIds: Set<string>): string[] {
  const taken: string[] = []
  for (const connectionId of connectionIds) {
    if (taken.length === batch) break
    taken.push(connectionId)
    connectionIds.delete(connectionId)
  }
  return taken
}
