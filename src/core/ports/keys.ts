import type { Later } from '../later.ts'

export interface SigningKey {
  readonly kid: string
  /** The private key as a JWK, in JSON. */
  readonly privateJwk: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** The keys that tokens are signed with: the newest, and the one before it so that its tokens still verify. */
export interface Keys {
  /** Newest first, two at most. */
  list(): Later<readonly SigningKey[]>
  /**
   * Put `key` first and forget all but the one before it, in one step, if the newest is still the one with the
   * kid `replaces` (`undefined`: there is none yet). Otherwise change nothing and answer `outrun`: somebody else
   * has rotated, and two rotations in a row would end every session.
   */
  rotate(key: SigningKey, replaces: string | undefined): Later<'rotated' | 'outrun'>
}
