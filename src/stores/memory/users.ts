import type { Users } from '../../core/ports/users.ts'

/** Users for as long as the process lives. The model that every other engine is compared with. */
export function memoryUsers(): Users {
  const hashes = new Map<string, string>()
  const names = new Map<string, string>()

  return {
    addGuest({ userId, secretHash }) {
      if (hashes.has(userId)) return 'exists'
      hashes.set(userId, secretHash)
      return 'added'
    },
    secretHash: (userId) => hashes.get(userId),
    name: (userId) => names.get(userId),
    rename(userId, name) {
      names.set(userId, name)
    },
  }
}
