import type { Names } from '../../core/ports/names.ts'

/** Names for as long as the process lives. The model that every other engine is compared with. */
export function memoryNames(): Names {
  const owners = new Map<string, string>()
  const names = new Map<string, string>()

  return {
    claim(name, userId) {
      const owner = owners.get(name)
      if (owner !== undefined && owner !== userId) return 'taken'
      const old = names.get(userId)
      if (old !== undefined) owners.delete(old)
      owners.set(name, userId)
      names.set(userId, name)
      return 'claimed'
    },
  }
}
