import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

export interface EndOfScroll {
  scroller: RefObject<HTMLDivElement | null>
  onScroll(): void
  /** The id of the last entry that was there when the reader scrolled away from the end; `undefined` at the end. */
  leftAt: number | undefined
  toEnd(): void
}

const NEAR_PX = 48

/** Keeps a scroller at its end while new entries come, unless the reader has scrolled away from there. */
export function useEndOfScroll(latestId: number): EndOfScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const [leftAt, setLeftAt] = useState<number>()
  const isFollowing = leftAt === undefined

  const jump = useCallback(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: 'instant' })
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new entry moves the end
  useLayoutEffect(() => {
    if (isFollowing) jump()
  }, [isFollowing, latestId, jump])

  useEffect(() => {
    if (!isFollowing || !scroller.current) return
    // the keyboard of a phone, a growing composer and a turned screen move the end too
    const sizes = new ResizeObserver(jump)
    sizes.observe(scroller.current)
    return () => sizes.disconnect()
  }, [isFollowing, jump])

  const onScroll = () => {
    if (!scroller.current) return
    const { scrollHeight, scrollTop, clientHeight } = scroller.current
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX
    setLeftAt((before) => (isNear ? undefined : (before ?? latestId)))
  }
  const toEnd = useCallback(() => {
    setLeftAt(undefined)
    jump()
  }, [jump])

  return { scroller, onScroll, leftAt, toEnd }
}
