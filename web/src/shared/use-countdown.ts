import { useEffect, useState } from 'react'

/** Whole seconds until a moment (ms), never below zero. */
export function useCountdown(until: number): number {
  const [now, setNow] = useState(() => Date.now())

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])

  return Math.max(0, Math.ceil((until - now) / 1_000))
}
