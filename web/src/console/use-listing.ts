import { useCallback, useEffect, useState } from 'react'
import type { Admin } from './admin-http.ts'

export interface Listing<T> {
  readonly value: T | undefined
  /** Why it could not be had the last time. */
  readonly problem: string | undefined
  reload(): void
}

const EVERY_MS = 5_000

/** What is at a path, asked for now and again every five seconds, while the page can be seen. */
export function useListing<T>(admin: Admin, path: string, read: (body: unknown) => T): Listing<T> {
  const [found, setFound] = useState<{ path: string; value: T | undefined; problem: string | undefined }>()
  const [round, setRound] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
  useEffect(() => {
    let isOver = false
    const ask = async () => {
      if (document.hidden) return
      const outcome = await admin('GET', path)
      if (isOver) return
      setFound((before) => {
        const kept = before?.path === path ? before.value : undefined
        if (outcome.ok) return { path, value: read(outcome.body), problem: undefined }
        return { path, value: kept, problem: outcome.message }
      })
    }
    void ask()
    const timer = setInterval(() => void ask(), EVERY_MS)
    return () => {
      isOver = true
      clearInterval(timer)
    }
  }, [admin, path, read, round])

  const reload = useCallback(() => setRound((before) => before + 1), [])
  return { value: found?.path === path ? found.value : undefined, problem: found?.problem, reload }
}
