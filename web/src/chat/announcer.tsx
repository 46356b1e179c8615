import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { keyOf, type Room } from './room.ts'
import { announced } from './spoken.ts'

const PAUSE_MS = 1_000

/**
 * What others say is read out as it comes, together with what comes in the same second; what is loaded from before is not.
 */
export function Announcer({ room, me }: { room: Room; me: string }) {
  const [text, setText] = useState('')
  const told = useRef<string>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const isLoaded = room.older !== 'unknown' && room.older !== 'loading'
  const last = keyOf(room.items.at(-1))

  const tell = useEffectEvent(() => {
    timer.current = undefined
    setText(announced(room.items, told.current, me))
    told.current = last
  })
  useEffect(() => {
    if (!isLoaded) return
    if (told.current === undefined) told.current = last
    if (told.current === last || timer.current !== undefined) return
    // The same words twice are said twice only if there is something else in between.
    setText('')
    timer.current = setTimeout(() => tell(), PAUSE_MS)
  }, [isLoaded, last])
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )

  return (
    <p className="unseen" aria-live="polite">
      {text}
    </p>
  )
}
