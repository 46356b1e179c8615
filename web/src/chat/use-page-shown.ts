import { useEffect, useEffectEvent, useState } from 'react'

/** Whether the page can be seen. `onReturn` is called when it can be again. */
export function usePageShown(onReturn: () => void): boolean {
  const [isShown, setIsShown] = useState(!document.hidden)
  const returned = useEffectEvent(onReturn)
  useEffect(() => {
    const look = () => {
      if (!document.hidden) returned()
      setIsShown(!document.hidden)
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return isShown
}
