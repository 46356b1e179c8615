import type { Later } from '../later.ts'

export interface Guest {
  readonly userId: string
  /** What proves the guest later. Only ever a hash: the secret itself is told once and not kept. */
  readonly secretHash: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** People, and what must be remembered of them when they are away. */
export interface Users {
  /** Record a guest. One that exists is left as it is. */
  addGuest(guest: Guest): Later<'added' | 'exists'>
  /** The hash of a guest's secret; `undefined` for one that was never added. */
  secretHash(userId: string): Later<string | undefined>
  /** The name a user chose last; `undefined` before the first. */
  name(userId: string): Later<string | undefined>
  /** Remember a name, for a user that was never added too. It outlives the connection that chose it. */
  rename(userId: string, name: string): Later<void>
}
