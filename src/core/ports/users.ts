import type { Later } from '../later.ts'

export interface Guest {
  readonly userId: string
  /** What proves the guest later. Only ever a hash: the secret itself is told once and not kept. */
  readonly secretHash: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** Who somebody is at a login provider. */
export interface ProviderIdentity {
  /** `steam`, `apple`. */
  readonly provider: string
  readonly id: string
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
  /** The user that a provider's identity belongs to; `undefined` before it was linked. */
  linked(identity: ProviderIdentity): Later<string | undefined>
  /**
   * Give an identity to a user, in one step. An identity belongs to one user for good, and a user has one identity of
   * a provider at most: the answer is the user that it belongs to now, which is another one if that came first, or
   * `occupied` if `userId` has another identity of this provider; then nothing has changed.
   */
  link(identity: ProviderIdentity, userId: string): Later<{ readonly userId: string } | 'occupied'>
}
