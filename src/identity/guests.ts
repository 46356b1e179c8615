import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../core/ports/clock.ts'
import type { Ids } from '../core/ports/ids.ts'
import type { Users } from '../core/ports/users.ts'

export interface GuestCredentials {
  readonly userId: string
  /** Told to the guest once; only its hash is kept. */
  readonly guestSecret: string
}

/** People without an account: an id, and a secret that proves it later. */
export interface Guests {
  /** Make a new guest. `exists` if the id was taken, which chance does not allow. */
  add(): Promise<GuestCredentials | 'exists'>
  /** Whether the secret is that of the guest. How long it takes does not tell if there is such a guest. */
  prove(credentials: GuestCredentials): Promise<boolean>
}

export interface GuestsOptions {
  readonly users: Users
  readonly clock: Clock
  readonly ids: Ids
}

export function guests({ users, clock, ids }: GuestsOptions): Guests {
  const nobody = hash(ids.uuid())

  return {
    async add() {
      const userId = ids.uuid()
      const guestSecret = `${ids.uuid()}-${ids.uuid()}`
      const guest = { userId, secretHash: hash(guestSecret).toString('hex'), createdAt: clock.now() }
      const outcome = await users.addGuest(guest)
      return outcome === 'exists' ? 'exists' : { userId, guestSecret }
    },
    async prove({ userId, guestSecret }) {
      const known = await users.secretHash(userId)
      const expected = known === undefined ? nobody : Buffer.from(known, 'hex')
      const given = hash(guestSecret)
      // A hash of another length is no hash of ours, and the comparison would throw.
      const isEqual = expected.length === given.length && timingSafeEqual(expected, given)
      return isEqual && known !== undefined
    },
  }
}

/** SHA-256 is enough: nobody can go through 244 random bits, so slowing each try down protects nothing. */
function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
