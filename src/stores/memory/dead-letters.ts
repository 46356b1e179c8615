import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import { sizeOf } from '../shared/kept-event.ts'

const maxLetters = 1_000
const maxBytes = 32 * 1024 * 1024

/** Dead letters for as long as the process lives. The text of one is what it says, its names and its resources. */
export function memoryDeadLetters(): DeadLetters {
  const letters = new Map<string, DeadLetter>()
  let bytes = 0

  function remove(id: string): DeadLetter | undefined {
    const letter = letters.get(id)
    if (letter !== undefined) bytes -= sizeOf(letter.event)
    letters.delete(id)
    return letter
  }

  return {
    add(letter) {
      if (letters.has(letter.id)) return
      letters.set(letter.id, letter)
      bytes += sizeOf(letter.event)
      for (const id of letters.keys()) {
        if (letters.size <= maxLetters && bytes <= maxBytes) return
        remove(id)
      }
    },
    list({ after, limit } = {}) {
      const listed = [...letters.values()]
      const start = after === undefined ? 0 : listed.findIndex(({ id }) => id === after) + 1
      return limit === undefined ? listed.slice(start) : listed.slice(start, start + limit)
    },
    get: (id) => letters.get(id),
    remove,
    count: () => letters.size,
  }
}
