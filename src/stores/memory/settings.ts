import type { Settings } from '../../core/ports/settings.ts'

/** Settings for as long as the process lives: after a restart they are made up anew. */
export function memorySettings(): Settings {
  const values = new Map<string, string>()

  return {
    once(name, fresh) {
      const known = values.get(name)
      if (known !== undefined) return known
      values.set(name, fresh)
      return fresh
    },
  }
}
