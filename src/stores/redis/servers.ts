import type { Client } from './client.ts'
import type { Link } from './link.ts'

/** The servers of Redis that are masters, and which of them has what. */
export interface Servers {
  /** The one that has a slot; `undefined` while that is not known. */
  of(slot: number): Link | undefined
  all(): readonly Link[]
  /** Somebody was told that the servers are not what they were. Resolves when that has been looked at; never rejects. */
  suspect(): Promise<void>
  readonly isCluster: boolean
  /** How often a server could not be reached. */
  errors(): number
  /** `undefined` while all of them are there. */
  problem(): string | undefined
  close(): void
}

/** What happens to servers. `changed`: one is there that was not, or has what another one had. */
export interface ServerEvents {
  changed(): void
  /** How many channels this client hears for sure. */
  heard(client: Client): number
}
