import type { Clock, Sanction, Sanctions } from '../../core/index.ts'

const heldMs = 5_000
/** Users whose sanctions are remembered at once. */
const most = 2_000

interface Answer {
  readonly at: number
  readonly held: Promise<readonly Sanction[]>
}

/** Sanctions that are read once in 5 seconds for each user, because every message asks for them. */
export function cachedSanctions(sanctions: Sanctions, clock: Pick<Clock, 'now'>): Sanctions {
  const answers = new Map<string, Answer>()

  function read(key: string, ask: () => Promise<readonly Sanction[]>): Answer {
    const answer = { at: clock.now(), held: ask() }
    answers.delete(key)
    answers.set(key, answer)
    const [oldest] = answers.keys()
    if (answers.size > most && oldest !== undefined) answers.delete(oldest)
    // Who asks next asks again.
    answer.held.catch(() => {
      if (answers.get(key) === answer) answers.delete(key)
    })
    return answer
  }

  return {
    ...sanctions,
    async against(userId, tokenId, now) {
      const key = JSON.stringify([userId, tokenId ?? null])
      const known = answers.get(key)
      const isFresh = known !== undefined && clock.now() - known.at < heldMs
      const { held } = isFresh ? known : read(key, async () => sanctions.against(userId, tokenId, now))
      return (await held).filter(({ until }) => until > now)
    },
  }
}
