import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { keyOf, type Room } from './room.ts'

export interface Reading {
  scroller: RefObject<HTMLDivElement | null>
  onScroll(): void
  isAtEnd: boolean
  toEnd(): void
}

const NEAR_END_PX = 48
/** So far from the beginning the page before is asked for. */
const NEAR_BEGINNING_PX = 400

/**
 * Keeps the place of a reader: at the end while new messages come, at what is new for who comes in, and at the same words
 * when older messages are put before them. Asks for those when the beginning is near.
 */
export function useReading(room: Room, loadOlder: () => void): Reading {
  const scroller = useRef<HTMLDivElement>(null)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const place = useRef({ first: '', height: 0, isMarked: false })
  const first = keyOf(room.items[0])
  const last =
    keyOf(room.items.at(-1)) + room.outgoing.length + room.outgoing.map(({ delivery }) => delivery.state)

  const jump = useCallback(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: 'instant' })
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each message moves the end
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const before = place.current
    const mark = before.isMarked ? null : box.querySelector('[data-passage="new"]')
    if (mark) box.scrollTo({ top: offsetIn(box, mark) - box.clientHeight / 3, behavior: 'instant' })
    else if (isAtEnd) jump()
    else if (first !== before.first) box.scrollTop += box.scrollHeight - before.height
    place.current = {
      first,
      height: box.scrollHeight,
      isMarked: before.isMarked || mark !== null || room.older !== 'unknown',
    }
  }, [first, last, isAtEnd, room.older, jump])

  useEffect(() => {
    if (!isAtEnd || !scroller.current) return
    // The keyboard of a phone, a growing composer and a turned screen move the end too.
    const sizes = new ResizeObserver(jump)
    sizes.observe(scroller.current)
    return () => sizes.disconnect()
  }, [isAtEnd, jump])

  const lookBack = useEffectEvent(() => {
    const box = scroller.current
    if (box && room.older === 'more' && box.scrollTop < NEAR_BEGINNING_PX) loadOlder()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page may not have filled the screen
  useEffect(() => lookBack(), [first, room.older])

  const onScroll = () => {
    const box = scroller.current
    if (!box) return
    setIsAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX)
    lookBack()
  }
  const toEnd = useCallback(() => {
    setIsAtEnd(true)
    jump()
  }, [jump])

  return { scroller, onScroll, isAtEnd, toEnd }
}

function offsetIn(box: Element, inside: Element): number {
  return inside.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop
}
