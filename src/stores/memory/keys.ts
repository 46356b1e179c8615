import type { Keys, SigningKey } from '../../core/ports/keys.ts'

/** Signing keys for as long as the process lives: after a restart every token is void. */
export function memoryKeys(): Keys {
  let listed: readonly SigningKey[] = []

  return {
    list: () => listed,
    rotate(key, replaces) {
      if (listed[0]?.kid !== replaces) return 'outrun'
      listed = [key, ...listed.slice(0, 1)]
      return 'rotated'
    },
  }
}
