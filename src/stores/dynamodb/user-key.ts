import type { ProviderIdentity } from '../../core/ports/users.ts'
import { keyPart } from './key-part.ts'
import type { Key } from './rows.ts'

export const userKey = (userId: string): Key => ({ pk: `user#${keyPart(userId)}`, sk: 'user' })

export function identityKey({ provider, id }: ProviderIdentity): Key {
  return { pk: `identity#${keyPart(provider)}#${keyPart(id)}`, sk: 'identity' }
}

/** The attribute of a user that says which identity of a provider it has. */
export const identityAttribute = (provider: string): string => `identity#${keyPart(provider)}`
