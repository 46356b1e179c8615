import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import type { Log } from '../../core/ports/log.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'

export interface LetterKeeping {
  readonly log: Log
  readonly deadLetters: DeadLetters
  readonly onDeath: (letter: DeadLetter) => void
}

/** Never rejects. `away`: it can be tried again, and nobody was told. */
export async function keepLetter(
  letter: DeadLetter,
  { deadLetters, log, onDeath }: LetterKeeping,
): Promise<'done' | 'away'> {
  const { rule, event } = letter
  try {
    await deadLetters.add(letter)
  } catch (error) {
    if (error instanceof Unavailable) return 'away'
    log.error({ err: error, rule, eventId: event.id }, 'a dead letter could not be kept')
  }
  try {
    onDeath(letter)
  } catch (error) {
    log.error({ err: error, rule }, 'a dead letter could not be told')
  }
  return 'done'
}
