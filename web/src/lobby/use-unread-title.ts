import { useEffect, useState } from 'react'
import { type Entry, messagesAfter } from './conversation.ts'

/** Counts in the title what others say while the page is hidden. */
export function useUnreadTitle(entries: readonly Entry[], latestId: number): void {
  const [hiddenAt, setHiddenAt] = useState<number>()

  useEffect(() => {
    const look = () => setHiddenAt(document.hidden ? latestId : undefined)
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [latestId])

  const unread = hiddenAt === undefined ? 0 : messagesAfter(entries, hiddenAt)
  useEffect(() => {
    document.title = unread === 0 ? 'Stoa' : `(${unread}) Stoa`
  }, [unread])
}
