import { useEffect, useState } from 'react'
import type { Admin } from './admin-http.ts'
import { type History, noHistory, sampled } from './samples.ts'
import { readState } from './state-types.ts'

export interface Watched {
  readonly history: History
  /** Since when (ms) nobody answers; `undefined` while somebody does. */
  readonly awaySince: number | undefined
  readonly isUnauthorized: boolean
}

const EVERY_MS = 2_000

/** Asks how the server is every two seconds, while the page can be seen. */
export function useServer(admin: Admin): Watched {
  const [watched, setWatched] = useState<Watched>({
    history: noHistory,
    awaySince: undefined,
    isUnauthorized: false,
  })

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    const ask = async () => {
      const outcome = await admin('GET', '/state')
      if (isOver) return
      const state = outcome.ok ? readState(outcome.body) : undefined
      const isUnauthorized = !outcome.ok && outcome.why === 'unauthorized'
      setWatched((before) => ({
        history: state === undefined ? before.history : sampled(before.history, state, Date.now()),
        awaySince: state === undefined ? (before.awaySince ?? Date.now()) : undefined,
        isUnauthorized,
      }))
      timer = setTimeout(look, EVERY_MS)
    }
    const look = () => {
      clearTimeout(timer)
      timer = undefined
      if (!document.hidden && !isOver) void ask()
    }
    document.addEventListener('visibilitychange', look)
    look()
    return () => {
      isOver = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [admin])

  return watched
}
