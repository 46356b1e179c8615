import type { Server } from './address.ts'
import { clientFor } from './client.ts'
import { messageOf } from './fault.ts'
import { inTime } from './in-time.ts'
import { Link } from './link.ts'
import type { Servers } from './servers.ts'
import type { ServersOptions } from './single-server.ts'
import { slots } from './slot.ts'

const refreshMs = 2_000
/** While something is wrong. */
const searchMs = 250
const patienceMs = 1_500

/** A range of slots, and the master that has them. */
interface Range {
  readonly from: number
  readonly to: number
  readonly server: Server
}

/** The masters of a cluster. Which of them has which slots is asked again and again, because it changes. */
export function clusterServers(options: ServersOptions): Servers {
  const cluster = new Cluster(options)
  return {
    of: (slot) => cluster.of(slot),
    all: () => cluster.all(),
    suspect: () => cluster.suspect(),
    isCluster: true,
    errors: () => cluster.errors(),
    problem: () => cluster.problem(),
    close: () => cluster.close(),
  }
}

class Cluster {
  readonly #options: ServersOptions
  readonly #links = new Map<string, Link>()
  #slots: (Link | undefined)[] = []
  #problem: string | undefined = 'the servers of the cluster are not known yet'
  #refreshing: Promise<void> | undefined
  #isClosed = false
  #refreshedAt = 0
  #earlierErrors = 0
  readonly #stop: () => void

  constructor(options: ServersOptions) {
    this.#options = options
    this.#stop = options.clock.every(searchMs, () => this.#tick())
    void this.suspect()
  }

  of(slot: number): Link | undefined {
    return this.#slots[slot]
  }

  all(): readonly Link[] {
    return [...this.#links.values()]
  }

  errors(): number {
    return this.#earlierErrors + this.all().reduce((sum, link) => sum + link.errors(), 0)
  }

  problem(): string | undefined {
    if (this.#problem !== undefined) return this.#problem
    const away = this.all().flatMap((link) => link.problem() ?? [])
    return away.length === 0
      ? undefined
      : `${away.length} of ${this.#links.size} masters away: ${away[0] ?? ''}`
  }

  suspect(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  close(): void {
    this.#isClosed = true
    this.#stop()
    for (const link of this.#links.values()) link.close()
  }

  #tick(): void {
    const { clock } = this.#options
    if (this.problem() !== undefined || clock.now() - this.#refreshedAt >= refreshMs) void this.suspect()
  }

  /** Never rejects. */
  async #refresh(): Promise<void> {
    if (this.#isClosed) return
    try {
      const ranges = await this.#ask()
      if (!this.#isClosed) this.#take(ranges)
    } catch (error) {
      this.#problem = `no server of the cluster says who has what: ${messageOf(error)}`
    } finally {
      this.#refreshedAt = this.#options.clock.now()
    }
  }

  /** Masters that are known are asked first, and in any order: one may be wrong about the others for a while. */
  async #ask(): Promise<readonly Range[]> {
    let reason: unknown = new Error('none is known')
    for (const link of shuffled(this.all())) {
      const server = link.server()
      if (server === undefined) continue
      try {
        return rangesIn(await inTime(patienceMs, link.send(['CLUSTER', 'SLOTS'])), server)
      } catch (error) {
        reason = error
      }
    }
    for (const server of this.#options.address.servers) {
      try {
        return await this.#askStranger(server)
      } catch (error) {
        reason = error
      }
    }
    throw reason
  }

  async #askStranger({ host, port }: Server): Promise<readonly Range[]> {
    const { address, tls } = this.#options
    const client = clientFor({ host, port }, { address, tls, connectMs: patienceMs })
    try {
      await inTime(patienceMs, client.connect())
      return rangesIn(await inTime(patienceMs, client.sendCommand(['CLUSTER', 'SLOTS'])), { host, port })
    } finally {
      client.destroy()
    }
  }

  #take(ranges: readonly Range[]): void {
    const before = this.#slots
    const current: (Link | undefined)[] = []
    const used = new Set<string>()
    for (const { from, to, server } of ranges) {
      const name = `${server.host}:${server.port}`
      used.add(name)
      const link = this.#links.get(name) ?? this.#open(name, server)
      for (let slot = from; slot <= to; slot += 1) current[slot] = link
    }
    this.#slots = current
    const covered = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)
    this.#problem = covered === slots ? undefined : `${slots - covered} slots of the cluster have no server`
    for (const [name, link] of this.#links) if (!used.has(name)) this.#close(name, link)
    if (before.some((link, slot) => link !== current[slot])) this.#options.events.changed()
  }

  #open(name: string, server: Server): Link {
    const { address, tls, clock, log, events } = this.#options
    const link = new Link({
      address: { ...address, database: 0 },
      tls,
      find: async () => server,
      mustBeMaster: true,
      clock,
      log,
      onReady: events.changed,
      onMoved: () => void this.suspect(),
      heard: events.heard,
      onLost: () => void this.suspect(),
    })
    this.#links.set(name, link)
    return link
  }

  #close(name: string, link: Link): void {
    this.#earlierErrors += link.errors()
    this.#links.delete(name)
    link.close()
  }
}

/** What `CLUSTER SLOTS` says. A server that does not know its own name is where it was asked. */
function rangesIn(reply: unknown, asked: Server): readonly Range[] {
  if (!Array.isArray(reply)) throw new Error('CLUSTER SLOTS was not answered with a list')
  return reply.map((entry: unknown) => {
    if (!Array.isArray(entry) || !Array.isArray(entry[2]))
      throw new Error('CLUSTER SLOTS has an entry without a master')
    const [from, to, [host, port]] = entry
    return {
      from: Number(from),
      to: Number(to),
      server: { host: typeof host === 'string' && host !== '' ? host : asked.host, port: Number(port) },
    }
  })
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
