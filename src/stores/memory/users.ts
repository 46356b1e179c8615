import type { Users } from '../../core/ports/users.ts'

/** Users for as long as the process lives. The model that every other engine is compared with. */
export function memoryUsers(): Users {
  const hashes = new Map<string, string>()
  const names = new Map<string, string>()
  const owners = new Map<string, string>()
  const taken = new Set<string>()

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
    linked: ({ provider, id }) => owners.get(pair(provider, id)),
    link({ provider, id }, userId) {
      const owner = owners.get(pair(provider, id))
      if (owner !== undefined) return { userId: owner }
      if (taken.has(pair(provider, userId))) return 'occupied'
      owners.set(pair(provider, id), userId)
      taken.add(pair(provider, userId))
      return { userId }
    },
  }
}

/** One key of two texts. No other two have the same one. */
function pair(first: string, second: string): string {
  return JSON.stringify([first, second])
}
