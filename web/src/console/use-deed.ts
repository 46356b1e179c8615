import { useState } from 'react'
import type { Outcome } from './admin-http.ts'

/** What came of the last thing that was done, for a person. */
export interface Said {
  readonly text: string
  readonly isProblem: boolean
}

export interface Deed {
  readonly said: Said | undefined
  readonly isBusy: boolean
  /** Does it, unless something is being done already. Resolves to the answer if it was done. */
  run(doing: () => Promise<Outcome>, words: (body: unknown) => string): Promise<boolean>
  /** It was done elsewhere. */
  tell(text: string): void
}

export function useDeed(): Deed {
  const [said, setSaid] = useState<Said>()
  const [isBusy, setIsBusy] = useState(false)
  return {
    said,
    isBusy,
    tell: (text) => setSaid({ text, isProblem: false }),
    async run(doing, words) {
      if (isBusy) return false
      setIsBusy(true)
      const outcome = await doing()
      setIsBusy(false)
      setSaid(
        outcome.ok
          ? { text: words(outcome.body), isProblem: false }
          : { text: outcome.message, isProblem: true },
      )
      return outcome.ok
    },
  }
}
