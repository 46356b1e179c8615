/** Why a login is refused, in the words that clients know. They are sent after `Error: `. */
export type Refusal =
  | 'App validation error'
  | 'Failed the try getting existing user'
  | 'Failed to authenticate'
  | 'Failed to authenticate with existing identity'
  | 'Failed to create user'
  | 'Failed to generate Google Play bearer token'
  | 'Failed to link new user to existing user'
  | 'Failed to validate Google Play bearer token'
  | 'Failed to validate Steam token'
  | 'Token not linked to correct app'
  | 'Token validation error'
  | 'User validation error'

export interface Refused {
  readonly refusal: Refusal
}

/** Somebody's id at the provider, which never changes. */
export interface Proven {
  readonly id: string
}

/** A login provider that clients prove themselves to with what it gave them. */
export interface Provider {
  /** What its identities are kept under. */
  readonly name: string
  /** Below `/prod/`. */
  readonly path: string
  /** The query parameters that `prove` needs. */
  readonly parameters: readonly string[]
  /** What the id is called in an answer. */
  readonly idMember: string
  /**
   * Whose proof it is. `Token validation error` is for a provider that cannot be asked or answers nonsense.
   * Never rejects.
   */
  prove(parameters: Readonly<Record<string, string>>): Promise<Proven | Refused>
}
