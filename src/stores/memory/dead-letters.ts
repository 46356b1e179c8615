import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'

const maxLetters = 1_000

/** Dead letters for as long as the process lives. */
export function memoryDeadLetters(): DeadLetters {
  const letters = new Map<string, DeadLetter>()

  return {
    add(letter) {
      if (!letters.has(letter.id)) letters.set(letter.id, letter)
      const [oldest] = letters.keys()
      if (letters.size > maxLetters && oldest !== undefined) letters.delete(oldest)
    },
    list: () => [...letters.values()],
    remove(id) {
      const letter = letters.get(id)
      letters.delete(id)
      return letter
    },
    count: () => letters.size,
  }
}
